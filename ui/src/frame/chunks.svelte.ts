// The pages that come in files of their own, after the window's first frame: the only place that knows which.
//
// 1. A page that came is kept: from then on it is shown at once.
// 2. A page that did not come is asked for again when it is wanted again, never by itself.
import type { Component } from "svelte";
import { toErrorView, type ErrorView } from "$lib/ipc";
import type { Page } from "$lib/state/navigation.svelte";

/** Where a page's file stands. */
export type ChunkPhase =
  { kind: "awaited" } | { kind: "here"; view: Component } | { kind: "failed"; error: ErrorView };

/** A page in a file of its own. */
export class Chunk {
  phase = $state.raw<ChunkPhase>({ kind: "awaited" });
  readonly #fetch: () => Promise<{ default: Component }>;
  #coming: Promise<void> | null = null;

  constructor(fetch: () => Promise<{ default: Component }>) {
    this.#fetch = fetch;
  }

  /** Gets the page, unless it is here or on its way. It does not throw: the phase says how it went. */
  load(): Promise<void> {
    return (this.#coming ??= this.#load());
  }

  async #load() {
    this.phase = { kind: "awaited" };
    try {
      const { default: view } = await this.#fetch();
      this.phase = { kind: "here", view };
    } catch (thrown) {
      this.#coming = null;
      this.phase = { kind: "failed", error: toErrorView(thrown) };
    }
  }
}

/** The pages that the first frame does without. One that is missing fails the type check. */
export type LatePages = Readonly<Record<Exclude<Page, "accounts">, Chunk>>;

/** Those of the window. */
export function latePages(): LatePages {
  return {
    activity: new Chunk(() => import("../views/ActivityPage.svelte")),
    programs: new Chunk(() => import("../views/ProgramsPage.svelte")),
    inspector: new Chunk(() => import("../views/InspectorPage.svelte")),
    requests: new Chunk(() => import("../views/RequestsPage.svelte")),
    console: new Chunk(() => import("../views/ConsolePage.svelte")),
  };
}

/** Gets them all, one after the other, so that what the person does comes in between. */
export async function loadAll(pages: LatePages): Promise<void> {
  for (const chunk of Object.values(pages)) await chunk.load();
}
