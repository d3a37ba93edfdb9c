// Pictures of a page that comes in a file of its own: while it is awaited, once it is here, where it doesn't come.
import type { App } from "$lib/state/context";
import { Chunk, latePages, type ChunkPhase } from "../frame/chunks.svelte";
import type { Pictures } from "./picture";

const go = (app: App) => app.nav.go("programs");
const coming = (programs: Chunk) => ({ pages: { ...latePages(), programs }, go });

export const LATE: Pictures<ChunkPhase["kind"]> = {
  awaited: coming(new Chunk(() => new Promise(() => undefined))),
  here: { go },
  failed: coming(new Chunk(() => Promise.reject(new Error("Importing a module script failed.")))),
};
