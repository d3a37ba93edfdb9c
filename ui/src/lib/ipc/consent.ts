// What the consent window asks of the engine: what waits, and the person's answer. Nothing else.
import type { Stop } from "./engine";
import type { Answer, EngineEvent, Programs, QuestionAbout } from "./types";

/** What is asked, of one kind. */
export type Asked<Kind extends QuestionAbout["kind"]> = Extract<QuestionAbout, { kind: Kind }>;

/** The engine behind the consent window. */
export interface ConsentEngine {
  programs(): Promise<Programs>;
  answerQuestion(question: string, answer: Answer): Promise<void>;
  onEngineEvent(callback: (event: EngineEvent) => void): Promise<Stop>;
}
