// A very long text in pieces of whole lines, which the browser lays out only where they are in sight. Pure.
import { blocksOf } from "../blocks";

/** Lines in a piece. */
const LINES = 200;

/** The text in pieces; joined by line breaks they are the text again. */
export function piecesOf(text: string): string[] {
  const lines = text.split("\n");
  return lines.length <= LINES ? [text] : blocksOf(lines, LINES).map((block) => block.join("\n"));
}
