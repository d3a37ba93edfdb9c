// What the token is compared with: another one, or what an account's earlier tokens said.
import type { Engine } from "../ipc/engine";
import type { CompareWith, ComparisonView, EarlierLease, InspectionView } from "../ipc/types";
import { differenceWords } from "../words/inspector-parts";
import type { Announcer } from "./announcer.svelte";
import { Task } from "./task.svelte";

/** The Inspector, as far as a comparison needs it. */
export interface Compared {
  readonly inspection: InspectionView | null;
  /** A token is being read in its place. */
  readonly reading: Task;
  /** Shows the differences. */
  showDifferences(): void;
}

/** Beside which token the inspected one stands. */
export class Comparing {
  result = $state.raw<ComparisonView | null>(null);
  /** The account whose earlier tokens are chosen from. */
  choosing = $state<string | null>(null);
  leases = $state.raw<EarlierLease[] | null>(null);
  readonly task = new Task();
  readonly listing = new Task();

  readonly #engine: Engine;
  readonly #announcer: Announcer;
  readonly #of: Compared;
  #turn = 0;

  constructor(engine: Engine, announcer: Announcer, of: Compared) {
    this.#engine = engine;
    this.#announcer = announcer;
    this.#of = of;
  }

  /** Compares with the token on the clipboard. */
  withClipboard = () => this.#withOther(() => this.#engine.inspectClipboard(false));
  /** Compares with the token in a file. */
  withFile = () => this.#withOther(() => this.#engine.openTokenFile());
  /** Compares with the token that an account has now. */
  withAccount = (account: string) => this.#withOther(() => this.#engine.inspectAccount(account, null));

  /** Compares with what an account's earlier token said. */
  withEarlier(account: string, entry: number) {
    this.choosing = null;
    return this.#compare((id) =>
      Promise.resolve({ before: { kind: "earlier", account, entry }, after: { kind: "inspection", id } }),
    );
  }

  /** Lists an account's earlier tokens, to choose one. */
  async choose(account: string) {
    this.choosing = account;
    this.leases = null;
    const leases = await this.listing.run(() => this.#engine.earlierLeases(account));
    if (leases && this.choosing === account) this.leases = leases;
  }

  /** Nothing is compared any more. */
  clear() {
    this.#turn++;
    this.result = null;
    this.choosing = null;
    this.leases = null;
    this.task.reset();
    this.listing.reset();
  }

  #withOther(read: () => Promise<InspectionView | null>) {
    return this.#compare(async (id) => {
      const other = await read();
      if (other === null) return null;
      const one: CompareWith = { kind: "inspection", id };
      const two: CompareWith = { kind: "inspection", id: other.id };
      // What was issued first stands first, so that *added* means what came later.
      const earlier = issued(other) <= issued(this.#of.inspection);
      return earlier ? { before: two, after: one } : { before: one, after: two };
    });
  }

  async #compare(name: (id: string) => Promise<{ before: CompareWith; after: CompareWith } | null>) {
    const id = this.#of.inspection?.id;
    if (id === undefined) return;
    const turn = ++this.#turn;
    const result = await this.task.run(async () => {
      const both = await name(id);
      return both && this.#engine.compare(both.before, both.after);
    });
    // The other token has served; one that came too late is not kept either.
    if (!this.task.running && !this.#of.reading.running) this.#keepOne();
    if (!result || turn !== this.#turn) return;
    this.result = result;
    this.#of.showDifferences();
    this.#announcer.say(differenceWords.announce(result.claims.filter((claim) => !claim.per_token).length));
  }

  #keepOne() {
    const kept = this.#of.inspection;
    void this.#engine.forgetInspections(kept ? [kept.id] : []).catch(() => undefined);
  }
}

/** When a token says it was issued; one that doesn't say counts as the later. */
function issued(token: InspectionView | null): number {
  const at = Number(token?.claims.find(({ name }) => name === "iat")?.json ?? Number.NaN);
  return Number.isFinite(at) ? at : Number.POSITIVE_INFINITY;
}
