// A stretch of the activity log: newest first, filtered, growing at the top while it is looked at.
import type { Engine, Stop } from "../ipc/engine";
import { toErrorView } from "../ipc/engine";
import type { ActivityEntry, ActivityFilter, ActivityKind, ErrorView } from "../ipc/types";
import type { EngineStore } from "./engine.svelte";

/** How many entries one question asks for. */
const PAGE = 100;

/** What the person filters by. */
export type ActivityChoice = {
  account: string | null;
  kind: ActivityKind | null;
  problemsOnly: boolean;
};

/** The log as far as it was asked for. */
export class ActivityLog {
  entries = $state.raw<ActivityEntry[]>([]);
  /** An answer is awaited. */
  loading = $state(false);
  /** There may be older entries. */
  more = $state(false);
  error = $state.raw<ErrorView | null>(null);
  choice = $state.raw<ActivityChoice>({ account: null, kind: null, problemsOnly: false });
  readonly #engine: Engine;
  #question = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Takes in what is recorded from now on; answers what ends that. */
  follow(store: EngineStore): Stop {
    return store.onActivity((entry) => {
      if (this.#fits(entry) && entry.seq > (this.entries[0]?.seq ?? -1))
        this.entries = [entry, ...this.entries];
    });
  }

  /** Asks from the top with these filters. What is there stays until the answer comes, unless it is another account's. */
  async show(choice: ActivityChoice) {
    if (choice.account !== this.choice.account) this.entries = [];
    this.choice = choice;
    await this.#ask(null);
  }

  /** Asks for older entries. */
  async older() {
    const last = this.entries.at(-1);
    if (last && this.more && !this.loading) await this.#ask(last.seq);
  }

  async #ask(before: number | null) {
    const question = ++this.#question;
    const { account, kind, problemsOnly } = this.choice;
    const filter: ActivityFilter = {
      account,
      kind,
      problems_only: problemsOnly,
      before_seq: before,
      limit: PAGE,
    };
    this.loading = true;
    try {
      const found = await this.#engine.activity(filter);
      if (question !== this.#question) return;
      const kept = before === null ? this.#since(found) : this.entries;
      const known = new Set(kept.map((entry) => entry.seq));
      this.entries = [...kept, ...found.filter((entry) => !known.has(entry.seq))];
      this.more = found.length === PAGE;
      this.error = null;
    } catch (thrown) {
      if (question !== this.#question) return;
      this.error = toErrorView(thrown);
      if (before === null) this.entries = [];
    }
    this.loading = false;
  }

  /** What was recorded after an answer from the top was made. */
  #since(found: ActivityEntry[]): ActivityEntry[] {
    const newest = found[0]?.seq ?? -1;
    return this.entries.filter((entry) => entry.seq > newest && this.#fits(entry));
  }

  #fits(entry: ActivityEntry): boolean {
    const { account, kind, problemsOnly } = this.choice;
    return (
      (account === null || entry.account === account) &&
      (kind === null || entry.kind === kind) &&
      (!problemsOnly || entry.problem)
    );
  }
}
