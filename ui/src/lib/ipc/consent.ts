// What the consent window asks of the engine: who waits, and the person's answer. Nothing else.
import type { Stop } from "./engine";
import type { Answer, EngineEvent, Programs } from "./types";

/** The engine behind the consent window. */
export interface ConsentEngine {
  programs(): Promise<Programs>;
  answerQuestion(question: string, answer: Answer): Promise<void>;
  onEngineEvent(callback: (event: EngineEvent) => void): Promise<Stop>;
}
