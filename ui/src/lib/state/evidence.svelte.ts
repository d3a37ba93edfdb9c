// An export of the evidence. The person may cancel the dialog, and choose another place where one takes no file.
import type { Engine } from "../ipc/engine";
import type { EvidenceFormat } from "../ipc/types";
import { consoleWords } from "../words/console";
import type { Announcer } from "./announcer.svelte";
import { Task } from "./task.svelte";

/** One button's export. */
export class EvidenceExport {
  readonly task = new Task();
  /** The last one was written. */
  saved = $state(false);
  #format: EvidenceFormat = "csv";
  readonly #engine: Engine;
  readonly #announcer: Announcer;

  constructor(engine: Engine, announcer: Announcer) {
    this.#engine = engine;
    this.#announcer = announcer;
  }

  /** Saves it where the person chooses. */
  async save(format: EvidenceFormat): Promise<void> {
    this.#format = format;
    this.saved = (await this.task.run(() => this.#engine.exportEvidence(format))) ?? false;
    if (this.saved) this.#announcer.say(consoleWords.evidenceSaved);
  }

  /** The same at another place. */
  again(): Promise<void> {
    return this.save(this.#format);
  }
}
