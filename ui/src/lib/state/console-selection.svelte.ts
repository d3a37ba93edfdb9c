// Which sessions are chosen: some by hand, or whatever matches the filter.
//
// 1. The administrator's own session is never among those chosen here: it has to be named in the dialog.
// 2. An online and an offline session can have one id; each is chosen by itself.
import { SvelteMap } from "svelte/reactivity";
import type { AdminSession, EndWhat, SessionKey } from "../ipc/types";
import type { Sessions } from "./console-sessions.svelte";

/** At most so many are chosen one by one; more only by a filter. */
export const BY_HAND = 5000;

const keyOf = ({ id, kind }: SessionKey) => `${kind} ${id}`;

/** The chosen sessions of a list. */
export class Selection {
  /** All that match are chosen, those not in sight too. */
  all = $state(false);
  readonly #sessions: Sessions;
  readonly #chosen = new SvelteMap<string, { key: SessionKey; user: string }>();
  #anchor: number | null = null;

  constructor(sessions: Sessions) {
    this.#sessions = sessions;
  }

  has(session: AdminSession): boolean {
    return !session.own && (this.all || this.#chosen.has(keyOf(session)));
  }

  /** How many are chosen; the engine's own count leaves out who must be named. */
  get size(): number {
    return this.all ? (this.#sessions.counts?.matching ?? 0) : this.#chosen.size;
  }

  /** How many people's they are. */
  get people(): number {
    if (this.all) return this.#sessions.counts?.people ?? 0;
    return new Set([...this.#chosen.values()].map(({ user }) => user)).size;
  }

  /** What the dialog is to ask about. */
  get what(): EndWhat {
    if (this.all) return { kind: "matching", filter: this.#sessions.filter };
    return { kind: "sessions", sessions: [...this.#chosen.values()].map(({ key }) => key) };
  }

  /** Chooses the session at that place, or no longer. */
  async toggle(index: number): Promise<void> {
    const session = this.#sessions.at(index);
    if (!session || session.own) return;
    this.#anchor = index;
    if (this.all && !(await this.#spell())) return;
    if (this.#chosen.has(keyOf(session))) this.#chosen.delete(keyOf(session));
    else this.#add(session);
  }

  /** Chooses all from the one chosen last to that place. */
  async extend(index: number): Promise<void> {
    if (this.all) return;
    const from = this.#anchor ?? index;
    const [first, last] = from < index ? [from, index] : [index, from];
    if (last - first >= BY_HAND) return;
    const range = await this.#sessions.between(first, last);
    range.forEach((session) => this.#add(session));
    this.#anchor ??= from;
  }

  /** Shift and an arrow: chooses from where one was to where one is now. */
  stretch(from: number, to: number): Promise<void> {
    this.#anchor ??= from;
    return this.extend(to);
  }

  /** Chooses whatever matches. */
  everything() {
    this.clear();
    this.all = true;
  }

  clear() {
    this.all = false;
    this.#chosen.clear();
    this.#anchor = null;
  }

  /** Another list: the places mean something else, and *all that match* would be others. */
  filtered() {
    this.#anchor = null;
    this.all = false;
  }

  /** Turns *all that match* into each of them, so that one can be left out; false where they are too many. */
  async #spell(): Promise<boolean> {
    const count = this.#sessions.counts?.matching ?? 0;
    if (count > BY_HAND) return false;
    const each = await this.#sessions.between(0, count - 1);
    this.all = false;
    each.forEach((session) => this.#add(session));
    return true;
  }

  #add(session: AdminSession) {
    if (session.own) return;
    const { id, kind, user } = session;
    this.#chosen.set(keyOf(session), { key: { id, kind }, user });
  }
}
