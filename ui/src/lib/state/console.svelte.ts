// The consoles of all providers: who administers where, and the one that the page shows.
//
// 1. On leaving the page nothing of it stays in the window. When the access goes with it the engine decides: it is told
//    when somebody comes and goes, in that order, and again when a hidden window is back.
// 2. What is told of a provider that is not shown changes its access and its jobs, nothing else.
import { SvelteMap } from "svelte/reactivity";
import type { Engine, Stop } from "../ipc/engine";
import type { ConsoleView, EngineEvent, JobView, SignInView } from "../ipc/types";
import { accessSpoken } from "../words/console-access";
import { jobSpoken } from "../words/console-job";
import type { Announcer } from "./announcer.svelte";
import { Desk } from "./console-desk";
import { Jobs } from "./console-jobs.svelte";
import { Task } from "./task.svelte";

/** The page *Console*. */
export class AdminConsole {
  views = $state.raw<ConsoleView[]>([]);
  /** The provider that is looked at. */
  provider = $state<string | null>(null);
  desk = $state.raw<Desk | null>(null);
  readonly jobs: Jobs;
  readonly reading = new Task();
  /** Opening or leaving. */
  readonly entering = new Task();
  readonly #engine: Engine;
  readonly #announcer: Announcer;
  readonly #signIns = new SvelteMap<string, SignInView>();
  #started: Promise<Stop> | null = null;
  #there = false;
  /** How often events told of a console. */
  #told = 0;
  /** What the engine is being told of coming and going. */
  #telling: Promise<void> = Promise.resolve();

  constructor(engine: Engine, announcer: Announcer) {
    this.#engine = engine;
    this.#announcer = announcer;
    this.jobs = new Jobs(engine);
  }

  /** Listens, and asks which consoles there are. Starting again is the same start. */
  start(): Promise<Stop> {
    return (this.#started ??= this.#start());
  }

  async #start(): Promise<Stop> {
    const listening = [
      this.#engine.onEngineEvent((event) => this.apply(event)),
      this.#engine.onShellEvent(({ kind }) => {
        if (kind === "shown" && this.#there) this.#tell("stayAtConsoles");
      }),
    ];
    await this.load();
    const stops = await Promise.all(listening);
    return () => stops.forEach((stop) => stop());
  }

  /** Asks anew which consoles there are. */
  async load(): Promise<void> {
    await this.reading.run(async () => {
      let told: number;
      let views: ConsoleView[];
      do {
        told = this.#told;
        views = await this.#engine.consoles();
        // What an event has told meanwhile is newer than the answer.
      } while (told !== this.#told);
      this.views = views;
      await this.jobs.load();
    });
  }

  /** The console that is looked at: the chosen one, else the first. */
  get view(): ConsoleView | null {
    return this.views.find(({ provider }) => provider === this.provider) ?? this.views[0] ?? null;
  }

  /** The sign-in to a console, as it was begun here. */
  signIn(id: string): SignInView | undefined {
    return this.#signIns.get(id);
  }

  /** The page is entered. */
  enter() {
    this.#there = true;
    this.#tell("stayAtConsoles");
  }

  /** The page is left: it is emptied. */
  exit() {
    this.#there = false;
    this.#putAway();
    this.entering.reset();
    this.#tell("leaveConsolesSoon");
  }

  /** Looks at another provider's console. */
  choose(provider: string) {
    if (provider === this.view?.provider) return;
    this.#putAway();
    this.provider = provider;
    this.entering.reset();
  }

  /** The desk of a console that is open. It is made when it is first asked for. */
  sit(provider: string): Desk {
    if (this.desk?.provider !== provider) {
      this.#putAway();
      this.desk = new Desk(this.#engine, provider);
    }
    return this.desk as Desk;
  }

  /** Signs in to a console. */
  async open(provider: string): Promise<void> {
    const signIn = await this.entering.run(() => this.#engine.openConsole(provider));
    if (signIn) this.#signIns.set(signIn.id, signIn);
  }

  /** Gives the access to a console back. */
  async leave(provider: string): Promise<void> {
    await this.entering.run(() => this.#engine.leaveConsole(provider));
  }

  /** Takes in one event. */
  apply(event: EngineEvent) {
    if (event.kind === "console_changed") this.#changed(event.console);
    else if (event.kind === "job_changed") this.#moved(event.job);
    else if (event.kind === "providers_changed") void this.load();
  }

  /** A job stands elsewhere now. */
  #moved(job: JobView) {
    const before = this.jobs.take(job);
    if (job.state === "running" || before?.state === job.state) return;
    this.#over(job);
  }

  /** Sessions were ordered to be ended: the page shows how it goes. */
  ordered(job: JobView) {
    const known = this.jobs.all.has(job.id);
    this.jobs.show(job);
    this.desk?.selection.clear();
    if (job.state === "running") this.#announcer.say(jobSpoken(job));
    else if (!known) this.#over(job);
  }

  /** Goes on with a job, and tries again what can be. */
  async retry(job: JobView): Promise<void> {
    const again = await this.jobs.retry(job);
    if (again && again.state !== "running") this.#over(again);
  }

  /** A job runs no more: what was ended is gone from the list. */
  #over(job: JobView) {
    if (!this.#there || this.view?.provider !== job.provider) return;
    this.#announcer.say(jobSpoken(job));
    void this.desk?.sessions.refresh();
    void this.desk?.person.ask();
  }

  #changed(console: ConsoleView) {
    this.#told++;
    const before = this.views.find(({ provider }) => provider === console.provider);
    this.views = before
      ? this.views.map((one) => (one.provider === console.provider ? console : one))
      : [...this.views, console];
    if (console.access.kind !== "open" && this.desk?.provider === console.provider) this.#putAway();
    if (console.access.kind !== "signing_in") this.#signIns.clear();
    const shown = this.#there && this.view?.provider === console.provider;
    if (shown && before?.access.kind !== console.access.kind)
      this.#announcer.say(accessSpoken(console.access));
  }

  // What is not heard ends an access too early, never too late.
  #tell(verb: "leaveConsolesSoon" | "stayAtConsoles") {
    this.#telling = this.#telling.then(() => this.#engine[verb]()).catch(() => undefined);
  }

  #putAway() {
    this.desk?.forget();
    this.desk = null;
  }
}
