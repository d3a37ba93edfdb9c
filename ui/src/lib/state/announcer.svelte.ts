// What a screen reader is told politely: each change of state, once.

/** The text of the window's live region. */
export class Announcer {
  text = $state("");

  /** Says it; the same words twice are said twice. */
  say(text: string) {
    this.text = this.text === text ? `${text}\u00a0` : text;
  }
}
