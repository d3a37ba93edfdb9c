// The token that the Inspector looks at. The token itself stays with the engine, and so does its signature.
//
// 1. A late answer loses against a newer question, and against leaving the page.
// 2. On leaving everything is forgotten, here and in the engine; what comes later is forgotten at once.
// 3. The verdict is announced once, and again only where its words change by an act of the person.
import type { Engine } from "../ipc/engine";
import type { CheckChoices, ErrorView, InspectionView } from "../ipc/types";
import { headline } from "../words/inspector";
import type { Announcer } from "./announcer.svelte";
import { Comparing } from "./inspector-compare.svelte";
import { AskedProvider } from "./inspector-provider.svelte";
import { Task } from "./task.svelte";

/** What is shown of a token below its verdict. */
export const INSPECTOR_TABS = ["claims", "header", "keys", "differences"] as const;
export type InspectorTab = (typeof INSPECTOR_TABS)[number];

/** What the engine proposes by itself. */
export const PROPOSED: CheckChoices = {
  profile: null,
  keys: { kind: "matching" },
  issuer: null,
  audience: null,
  nonce: null,
  at: null,
};

/** The Inspector's one token. */
export class Inspector {
  inspection = $state.raw<InspectionView | null>(null);
  choices = $state.raw<CheckChoices>(PROPOSED);
  tab = $state<InspectorTab>("claims");
  /** The key file that was opened for this token. */
  keyFile = $state<string | null>(null);
  /** A token is being read. */
  readonly reading = new Task();
  /** It is being checked with other choices. */
  readonly checking = new Task();
  readonly comparing: Comparing;
  readonly provider: AskedProvider;

  readonly #engine: Engine;
  readonly #announcer: Announcer;
  #there = false;
  #reads = 0;
  #checks = 0;

  constructor(engine: Engine, announcer: Announcer) {
    this.#engine = engine;
    this.#announcer = announcer;
    this.comparing = new Comparing(engine, announcer, this);
    this.provider = new AskedProvider(engine, this);
  }

  /** The page is entered. */
  enter() {
    this.#there = true;
  }

  /** The page is left, or has to be emptied: nothing of a token stays. */
  leave() {
    if (!this.#there) return;
    this.clear();
    this.#there = false;
  }

  /** Forgets the token. */
  clear() {
    this.#reads++;
    this.#put(null);
    this.reading.reset();
    this.#forget([]);
  }

  /** Looks at what is on the clipboard, or at X11's selection; the engine reads it. */
  paste = (selection = false) => this.#read(() => this.#engine.inspectClipboard(selection));
  /** Lets the person choose a file. */
  openFile = () => this.#read(() => this.#engine.openTokenFile());
  /** Looks at a made-up token. */
  sample = () => this.#read(() => this.#engine.inspectSample());
  /** Looks at an account's token. */
  account = (id: string, lease: string | null) => this.#read(() => this.#engine.inspectAccount(id, lease));

  /** Hands over what was typed; once the page is left, nothing is. */
  type(text: string) {
    return this.#there && text.trim() !== ""
      ? this.#read(() => this.#engine.inspectTyped(text))
      : Promise.resolve();
  }

  showDifferences() {
    this.tab = "differences";
  }

  /** Shows a token that was read elsewhere, such as a dropped file. */
  show(inspection: InspectionView) {
    this.#there = true;
    this.#reads++;
    this.reading.reset();
    this.#put(inspection);
    this.#announcer.say(headline(inspection));
    this.#forget([inspection.id]);
  }

  /** Tells why one could not be read elsewhere. */
  failed(error: ErrorView) {
    this.reading.reset();
    this.reading.error = error;
  }

  /** Shows an account's token beside what it said one renewal before. */
  async lastChange(account: string) {
    this.enter();
    await this.account(account, null);
    const source = this.inspection?.source;
    if (source?.kind === "account" && source.account === account)
      await this.comparing.withEarlier(account, 1);
  }

  /** Checks with other choices. */
  async choose(change: Partial<CheckChoices>) {
    const before = this.choices;
    const choices = { ...before, ...change };
    this.choices = choices;
    await this.#check(this.checking, (id) => this.#engine.checkAgain(id, choices));
    if (this.checking.error && this.choices === choices) this.choices = before;
  }

  /** Lets the person choose a key file and checks with it. */
  async openKeyFile() {
    const told = await this.#check(this.checking, (id) => this.#engine.openKeyFile(id));
    if (!told) return;
    this.choices = { ...this.choices, keys: { kind: "file" } };
    this.keyFile = told.keys.file;
  }

  /** Checks the same again. */
  async checkAgain(task: Task, said = headline) {
    const { choices } = this;
    await this.#check(task, (id) => this.#engine.checkAgain(id, choices), said);
  }

  /** Checks the same again, since time passed: said only where the word changes. */
  async refresh() {
    if (this.checking.running || this.provider.fetching.running) return;
    await this.checkAgain(new Task(), (view) => view.check.outcome);
  }

  /** Takes what came of asking about the token. */
  told(inspection: InspectionView) {
    this.#update(inspection, headline);
  }

  async #read(act: () => Promise<InspectionView | null>) {
    const read = ++this.#reads;
    const inspection = await this.reading.run(act);
    if (!inspection) return;
    if (read === this.#reads) this.show(inspection);
    else if (!this.reading.running) this.#forget(this.inspection ? [this.inspection.id] : []);
  }

  /** An answer about another token, or to an older question, is dropped. */
  async #check(
    task: Task,
    act: (id: string) => Promise<InspectionView | null>,
    said: (view: InspectionView) => string = headline,
  ) {
    const id = this.inspection?.id;
    if (id === undefined) return null;
    const check = ++this.#checks;
    const told = await task.run(() => act(id));
    if (!told || check !== this.#checks || this.inspection?.id !== id) return null;
    this.#update(told, said);
    return told;
  }

  #update(told: InspectionView, said: (view: InspectionView) => string) {
    const before = this.inspection;
    this.inspection = told;
    if (before === null || said(before) !== said(told)) this.#announcer.say(headline(told));
  }

  #put(inspection: InspectionView | null) {
    this.inspection = inspection;
    this.choices = PROPOSED;
    this.#checks++;
    this.keyFile = null;
    this.tab = inspection?.form === "encrypted" ? "header" : "claims";
    this.checking.reset();
    this.provider.clear();
    this.comparing.clear();
  }

  #forget(keep: string[]) {
    void this.#engine.forgetInspections(keep).catch(() => undefined);
  }
}
