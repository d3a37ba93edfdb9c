// The sessions of one provider as far as they are in sight: windows of a list that the engine holds.
//
// 1. A late answer loses against a newer filter and against leaving the page.
// 2. At most WINDOW sessions are asked for at a time, and at most KEPT windows are remembered.
// 3. What stands there stays until what replaces it has come: nothing jumps.
import { SvelteMap } from "svelte/reactivity";
import type { Engine } from "../ipc/engine";
import type { AdminSession, SessionFilter, SessionList } from "../ipc/types";
import { PAUSE, Pause } from "./pause";
import { Task } from "./task.svelte";

/** Sessions asked for at a time. */
export const WINDOW = 200;
/** Windows kept; 4,000 sessions. */
const KEPT = 20;
/** Milliseconds between two looks at what has come while all are loaded. */
const LOOK = 500;

/** Every session. */
export const EVERY: SessionFilter = {
  text: "",
  client: null,
  idle_over: null,
  older_than: null,
  from: null,
  user: null,
};

/** The list's counts, as last told. */
export type Counts = Omit<SessionList, "sessions" | "offset">;

/** The sessions of a provider, in windows. */
export class Sessions {
  filter = $state.raw<SessionFilter>(EVERY);
  counts = $state.raw<Counts | null>(null);
  /** Counts up whenever the list is another one: it is then seen from its top. */
  generation = $state(0);
  /** The list is being asked for. */
  readonly reading = new Task();
  /** The provider is being asked for more. */
  readonly loading = new Task();
  readonly #engine: Engine;
  readonly #provider: string;
  readonly #windows = new SvelteMap<number, AdminSession[]>();
  readonly #fresh = new Set<number>();
  readonly #asked = new Set<number>();
  #turn = 0;
  readonly #typing = new Pause();

  constructor(engine: Engine, provider: string) {
    this.#engine = engine;
    this.#provider = provider;
  }

  /** The session at that place, if it is here. */
  at(index: number): AdminSession | undefined {
    return this.#windows.get(Math.floor(index / WINDOW))?.[index % WINDOW];
  }

  /** Whether anything is filtered. */
  get filtered(): boolean {
    return JSON.stringify(this.filter) !== JSON.stringify(EVERY);
  }

  /** Changes the filter; typing is waited for. */
  narrow(change: Partial<SessionFilter>) {
    this.filter = { ...this.filter, ...change };
    this.#typing.after(() => void this.begin(), change.text === undefined ? 0 : PAUSE);
  }

  /** Asks for the list from its beginning. */
  async begin(): Promise<void> {
    this.#typing.drop();
    const turn = ++this.#turn;
    const list = await this.reading.run(() => this.#ask(0));
    if (!list || turn !== this.#turn) return;
    this.#windows.clear();
    this.#fresh.clear();
    this.#take(0, list);
    this.generation++;
  }

  /** Asks anew for what is in sight: something has changed at the provider or here. */
  async refresh(): Promise<void> {
    if (!this.loading.running) this.loading.reset();
    this.#fresh.clear();
    await this.#fetch(0);
  }

  /** The provider is asked anew from the start. */
  async reload(): Promise<void> {
    if (await this.loading.run(() => this.#engine.reloadSessions(this.#provider))) await this.begin();
  }

  /** These places are in sight: what is missing of them is asked for. */
  want(first: number, last: number) {
    const end = Math.floor(Math.min(last, (this.counts?.matching ?? 0) - 1) / WINDOW);
    for (let window = Math.floor(Math.max(0, first) / WINDOW); window <= end; window++)
      if (!this.#fresh.has(window) && !this.#asked.has(window)) void this.#fetch(window);
  }

  /** The sessions from one place to another, both with it, asked for where they are not here. */
  async between(first: number, last: number): Promise<AdminSession[]> {
    const turn = this.#turn;
    const found: AdminSession[] = [];
    for (let window = Math.floor(first / WINDOW); window <= Math.floor(last / WINDOW); window++) {
      const known = this.#windows.get(window) ?? (await this.#ask(window * WINDOW)).sessions;
      if (turn !== this.#turn) return [];
      found.push(...known.filter((_, at) => window * WINDOW + at >= first && window * WINDOW + at <= last));
    }
    return found;
  }

  /** Asks the provider for its next page. */
  more(): Promise<void> {
    return this.#load(false);
  }

  /** Asks the provider for all that are left; what comes meanwhile is counted. */
  async all(): Promise<void> {
    const looking = setInterval(() => void this.#look(), LOOK);
    await this.#load(true);
    clearInterval(looking);
  }

  /** The page is left, or the console: nothing of it stays. */
  forget() {
    this.#typing.drop();
    this.#turn++;
    this.#windows.clear();
    this.#fresh.clear();
    this.#asked.clear();
    this.counts = null;
    this.filter = EVERY;
    this.reading.reset();
    this.loading.reset();
  }

  async #load(all: boolean): Promise<void> {
    if (this.loading.running) return;
    const turn = this.#turn;
    const told = await this.loading.run(() => this.#engine.loadSessions(this.#provider, all));
    if (told && turn === this.#turn) await this.#look();
  }

  /** What has come since: it stands behind what is here, so only the last window can have changed. */
  async #look(): Promise<void> {
    const last = Math.floor(Math.max(0, (this.counts?.matching ?? 0) - 1) / WINDOW);
    this.#fresh.delete(last);
    await this.#fetch(last);
  }

  async #fetch(window: number): Promise<void> {
    const turn = this.#turn;
    this.#asked.add(window);
    try {
      const list = await this.reading.run(() => this.#ask(window * WINDOW));
      if (list && turn === this.#turn) this.#take(window, list);
    } finally {
      this.#asked.delete(window);
    }
  }

  #ask(offset: number): Promise<SessionList> {
    return this.#engine.consoleSessions(this.#provider, this.filter, offset, WINDOW);
  }

  #take(window: number, { sessions, offset: _, ...counts }: SessionList) {
    this.counts = counts;
    this.#fresh.add(window);
    this.#windows.delete(window);
    this.#windows.set(window, sessions);
    for (const old of this.#windows.keys()) {
      if (this.#windows.size <= KEPT) break;
      this.#windows.delete(old);
      this.#fresh.delete(old);
    }
  }
}
