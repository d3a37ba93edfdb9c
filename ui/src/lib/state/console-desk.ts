// What the page shows of one provider while somebody administers there.
import type { Engine } from "../ipc/engine";
import { Ending } from "./console-ending.svelte";
import { Person } from "./console-person.svelte";
import { Selection } from "./console-selection.svelte";
import { Sessions } from "./console-sessions.svelte";

/** The list, what is chosen of it, the dialog and the person. */
export class Desk {
  readonly sessions: Sessions;
  readonly selection: Selection;
  readonly ending: Ending;
  readonly person: Person;

  constructor(
    engine: Engine,
    readonly provider: string,
  ) {
    this.sessions = new Sessions(engine, provider);
    this.selection = new Selection(this.sessions);
    this.ending = new Ending(engine, provider);
    this.person = new Person(engine, provider);
  }

  /** Nothing of it stays. */
  forget() {
    this.sessions.forget();
    this.selection.clear();
    this.ending.close();
    this.person.close();
  }
}
