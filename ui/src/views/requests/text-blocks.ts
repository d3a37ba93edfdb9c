// A long text in pieces that can be drawn one by one. Pure.

/** Characters that are drawn at first. */
export const FIRST = 64_000;
/** Lines, and characters, of one block. */
const LINES = 200;
const CHARACTERS = 16_000;

/** A piece of a text and how many lines it has. */
export type TextBlock = { text: string; lines: number };

/** The beginning of a text, up to a line's end where one is near, and never half a character. */
export function beginning(text: string): string {
  if (text.length <= FIRST) return text;
  const line = text.lastIndexOf("\n", FIRST);
  return line > FIRST / 2 ? text.slice(0, line) : whole(text.slice(0, FIRST));
}

/** The text in blocks of some lines. A line that is too long for a block goes on in the next. */
export function textBlocks(text: string): TextBlock[] {
  const blocks: TextBlock[] = [];
  let lines: string[] = [];
  let length = 0;
  const close = () => {
    if (lines.length > 0) blocks.push({ text: lines.join("\n"), lines: lines.length });
    lines = [];
    length = 0;
  };
  for (const line of text.split("\n")) {
    let rest = line;
    while (rest.length > CHARACTERS) {
      close();
      const part = whole(rest.slice(0, CHARACTERS));
      blocks.push({ text: part, lines: Math.ceil(CHARACTERS / 80) });
      rest = rest.slice(part.length);
    }
    if (lines.length === LINES || length + rest.length > CHARACTERS) close();
    lines.push(rest);
    length += rest.length;
  }
  close();
  return blocks;
}

/** Without the first half of a character that was cut in two. */
function whole(text: string): string {
  return /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text;
}
