// Text of others as it is shown: what can't be seen, or turns the writing direction, is written out.
//
// Which characters these are says Unicode, as in the crate lanyard-jwt (src/hidden.rs); hidden.fixture.json keeps the
// two equal.

const HIDDEN = /[\p{Cc}\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb]/gu;

const JOINER = "\u200d";
const NON_JOINER = "\u200c";
const TEXT_STYLE = "\ufe0e";
const EMOJI_STYLE = "\ufe0f";
const KEYCAP = "\u20e3";

const PICTOGRAPH = /^\p{Extended_Pictographic}$/u;
const BEFORE_JOINER = /^[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f]$/u;
const FORM_OF_IDEOGRAPH = /^[\u{e0100}-\u{e01ef}]$/u;
const IDEOGRAPH = /^\p{Script=Han}$/u;

/** Scripts whose spelling has joiners. */
const SCRIPTS = [
  /^\p{Script=Arabic}{2}$/u,
  /^\p{Script=Bengali}{2}$/u,
  /^\p{Script=Devanagari}{2}$/u,
  /^\p{Script=Gujarati}{2}$/u,
  /^\p{Script=Gurmukhi}{2}$/u,
  /^\p{Script=Kannada}{2}$/u,
  /^\p{Script=Khmer}{2}$/u,
  /^\p{Script=Malayalam}{2}$/u,
  /^\p{Script=Mongolian}{2}$/u,
  /^\p{Script=Myanmar}{2}$/u,
  /^\p{Script=Oriya}{2}$/u,
  /^\p{Script=Sinhala}{2}$/u,
  /^\p{Script=Syriac}{2}$/u,
  /^\p{Script=Tamil}{2}$/u,
  /^\p{Script=Telugu}{2}$/u,
  /^\p{Script=Tibetan}{2}$/u,
];

/** Text in which every hidden character is written out, but for those that an emoji or a word needs. */
export function inert(text: string, keepLines = false): string {
  return text.replace(HIDDEN, (character, at: number) => {
    if (keepLines && character === "\n") return character;
    const before = [...text.slice(Math.max(0, at - 2), at)].at(-1) ?? "";
    const after = [...text.slice(at + character.length, at + character.length + 2)].at(0) ?? "";
    return isNeeded(before, character, after) ? character : writtenOut(character);
  });
}

/** Whether a hidden character belongs to those beside it, where it shows. */
function isNeeded(before: string, character: string, after: string): boolean {
  if (before === "") return false;
  if (character === TEXT_STYLE || character === EMOJI_STYLE) {
    return PICTOGRAPH.test(before) || after === KEYCAP;
  }
  if (character === JOINER && PICTOGRAPH.test(after)) return BEFORE_JOINER.test(before);
  if (character === JOINER || character === NON_JOINER) {
    return SCRIPTS.some((script) => script.test(before + after));
  }
  return FORM_OF_IDEOGRAPH.test(character) && IDEOGRAPH.test(before);
}

function writtenOut(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
}
