// A stretch of the activity log: newest first, filtered, growing at the top while it is looked at.
//
// 1. A late answer loses against a newer choice.
// 2. What stands there stays until what replaces it has come, unless it is another account's.
// 3. Nothing that is recorded while the engine is asked is lost.
import type { Engine, Stop } from "../ipc/engine";
import { toErrorView } from "../ipc/engine";
import type { ActivityEntry, ActivityFilter, ActivityKind, ErrorView } from "../ipc/types";
import { finds } from "./activity-find";
import type { EngineStore } from "./engine.svelte";
import { PAUSE, Pause } from "./pause";

/** How many entries one question asks for. */
const PAGE = 100;

/** What the person filters by. */
export type ActivityChoice = {
  account: string | null;
  kind: ActivityKind | null;
  problemsOnly: boolean;
  /** What is looked for, without spaces around it; empty: everything. */
  find: string;
};

/** The log as far as it was asked for. */
export class ActivityLog {
  entries = $state.raw<ActivityEntry[]>([]);
  /** An answer is awaited. */
  loading = $state(false);
  /** There may be older entries. */
  more = $state(false);
  error = $state.raw<ErrorView | null>(null);
  choice = $state.raw<ActivityChoice>({ account: null, kind: null, problemsOnly: false, find: "" });
  /** The choice that the entries are the answer to; null while there is no answer. */
  answered = $state.raw<ActivityChoice | null>(null);
  /** Entries at the top that came while the person looked further down. */
  unseen = $state(0);
  readonly #engine: Engine;
  readonly #store: EngineStore;
  readonly #typing = new Pause();
  #atTop = true;
  #question = 0;

  constructor(engine: Engine, store: EngineStore) {
    this.#engine = engine;
    this.#store = store;
  }

  /** Takes in what is recorded from now on; answers what ends that. */
  follow(): Stop {
    const stop = this.#store.onActivity((entry) => {
      if (!this.#fits(entry) || entry.seq <= (this.entries[0]?.seq ?? -1)) return;
      this.entries = [entry, ...this.entries];
      if (!this.#atTop) this.unseen++;
    });
    return () => {
      this.#typing.drop();
      stop();
    };
  }

  /** The person looks at the newest entries, or further down. */
  look(atTop: boolean) {
    this.#atTop = atTop;
    if (atTop) this.unseen = 0;
  }

  /** Asks from the top with these filters; typing is waited for. */
  async show(choice: ActivityChoice) {
    const typing = choice.find !== this.choice.find && choice.find !== "";
    if (choice.account !== this.choice.account) {
      this.entries = [];
      this.answered = null;
    }
    this.choice = choice;
    this.#typing.drop();
    if (!typing) return this.#ask(null);
    this.#question++;
    this.loading = true;
    this.#typing.after(() => void this.#ask(null), PAUSE);
  }

  /** Asks for older entries. */
  async older() {
    const last = this.entries.at(-1);
    if (last && this.more && !this.loading) await this.#ask(last.seq);
  }

  async #ask(before: number | null) {
    const question = ++this.#question;
    const asked = this.choice;
    this.loading = true;
    try {
      const found = await this.#engine.activity(filterOf(asked, before));
      if (question !== this.#question) return;
      const kept = before === null ? this.#since(found) : this.entries;
      const known = new Set(kept.map((entry) => entry.seq));
      this.entries = [...kept, ...found.filter((entry) => !known.has(entry.seq))];
      this.more = found.length === PAGE;
      this.error = null;
      this.answered = asked;
      if (before === null) this.unseen = 0;
    } catch (thrown) {
      if (question !== this.#question) return;
      this.error = toErrorView(thrown);
      if (before === null) {
        this.entries = [];
        this.answered = null;
      }
    }
    this.loading = false;
  }

  /** What was recorded after an answer from the top was made. */
  #since(found: ActivityEntry[]): ActivityEntry[] {
    const newest = found[0]?.seq ?? -1;
    return this.entries.filter((entry) => entry.seq > newest && this.#fits(entry));
  }

  #fits(entry: ActivityEntry): boolean {
    const { account, kind, problemsOnly, find } = this.choice;
    return (
      (account === null || entry.account === account) &&
      (kind === null || entry.kind === kind) &&
      (!problemsOnly || entry.problem) &&
      finds(find, entry, this.#store.accounts.get(entry.account ?? "")?.handle)
    );
  }
}

function filterOf(
  { account, kind, problemsOnly, find }: ActivityChoice,
  before: number | null,
): ActivityFilter {
  return {
    account,
    kind,
    problems_only: problemsOnly,
    find: find === "" ? null : find,
    before_seq: before,
    limit: PAGE,
  };
}
