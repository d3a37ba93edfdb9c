// What waits for an answer, kept up by events; the oldest is asked about.
import type { ConsentEngine } from "$lib/ipc/consent";
import type { Stop } from "$lib/ipc";
import { toErrorView } from "$lib/ipc/engine";
import type { Answer, ErrorView, QuestionView } from "$lib/ipc/types";

/** The open questions. */
export class Questions {
  waiting = $state.raw<readonly QuestionView[]>([]);
  error = $state.raw<ErrorView | null>(null);
  /** An answer is under way. */
  answering = $state(false);
  readonly #engine: ConsentEngine;

  constructor(engine: ConsentEngine) {
    this.#engine = engine;
  }

  /** The question that is asked now. */
  get asked(): QuestionView | undefined {
    return this.waiting[0];
  }

  /** Listens first, then asks. */
  async start(): Promise<Stop> {
    const stop = await this.#engine.onEngineEvent((event) => {
      if (event.kind === "programs_changed") this.waiting = event.programs.questions;
    });
    try {
      this.waiting = (await this.#engine.programs()).questions;
    } catch (thrown) {
      this.error = toErrorView(thrown);
    }
    return stop;
  }

  /** Gives the person's answer to the question that is asked now. */
  async answer(answer: Answer) {
    const question = this.asked;
    if (!question || this.answering) return;
    this.answering = true;
    this.error = null;
    try {
      await this.#engine.answerQuestion(question.id, answer);
      this.waiting = this.waiting.filter((one) => one.id !== question.id);
    } catch (thrown) {
      const error = toErrorView(thrown);
      // A question that ran out meanwhile is no mistake of the person's.
      if (error.code === "not_found") this.waiting = this.waiting.filter((one) => one.id !== question.id);
      else this.error = error;
    } finally {
      this.answering = false;
    }
  }
}
