// A picture of the gallery.
import type { Scene } from "$lib/ipc/fake";
import type { App } from "$lib/state/context";
import type { LatePages } from "../frame/chunks.svelte";

/** A scene, what is done in the window once it has loaded, and the pages that come late where they don't all come. */
export type Picture = Scene & { go?: (app: App) => void; pages?: LatePages };

/** A picture for each phase of a union, and for more. */
export type Pictures<Phase extends string = string> = Record<Phase, Picture>;
