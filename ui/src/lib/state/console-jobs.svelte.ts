// Jobs that end sessions: where each stands, and what was proved of it.
import { SvelteMap } from "svelte/reactivity";
import type { Engine } from "../ipc/engine";
import type { JobView, ProofView } from "../ipc/types";
import { Task } from "./task.svelte";

/** The jobs of all providers. */
export class Jobs {
  /** Each by its id. */
  readonly all = new SvelteMap<string, JobView>();
  /** What the last check of each found. */
  readonly proofs = new SvelteMap<string, ProofView>();
  /** Cancelling or going on. */
  readonly steering = new Task();
  readonly proving = new Task();
  /** The job of each provider that the page shows. */
  readonly #shown = new SvelteMap<string, string>();
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Takes in the jobs that are kept; what runs is shown. */
  async load(): Promise<void> {
    const told = await this.#engine.jobs();
    // What an event has told meanwhile is newer.
    for (const job of told) if (!this.all.has(job.id)) this.all.set(job.id, job);
    for (const job of told)
      if (job.state === "running" && !this.#shown.has(job.provider)) this.#shown.set(job.provider, job.id);
  }

  /** Takes in a job as it stands. Answers how it stood before. */
  take(job: JobView): JobView | undefined {
    const before = this.all.get(job.id);
    this.all.set(job.id, job);
    return before;
  }

  /** The job that the page of a provider shows. */
  shown(provider: string): JobView | null {
    const job = this.all.get(this.#shown.get(provider) ?? "");
    return job && job.state !== "cut_off" ? job : null;
  }

  /** Jobs of a provider that were cut off and wait. */
  cutOff(provider: string): JobView[] {
    return [...this.all.values()].filter((job) => job.provider === provider && job.state === "cut_off");
  }

  show(job: JobView) {
    // An event can have come before the order's own answer; it is the newer one.
    if (!this.all.has(job.id)) this.all.set(job.id, job);
    this.#shown.set(job.provider, job.id);
    this.steering.reset();
    this.proving.reset();
  }

  hide(provider: string) {
    this.#shown.delete(provider);
    this.steering.reset();
    this.proving.reset();
  }

  /** Begins nothing more of it, now or later. */
  cancel(job: JobView): Promise<unknown> {
    return this.steering.run(() => this.#engine.cancelJob(job.id));
  }

  /** Goes on with what was not tried, and tries again what can be. */
  async retry(job: JobView): Promise<JobView | undefined> {
    const before = this.all.get(job.id);
    const again = await this.steering.run(() => this.#engine.retryJob(job.id));
    if (!again) return undefined;
    this.proofs.delete(job.id);
    // What an event has told meanwhile is newer.
    if (this.all.get(job.id) === before) this.take(again);
    this.show(again);
    return again;
  }

  /** Checks that what it ended is dead. */
  async prove(job: JobView): Promise<ProofView | undefined> {
    const proof = await this.proving.run(() => this.#engine.proveJob(job.id));
    if (proof) this.proofs.set(job.id, proof);
    return proof;
  }
}
