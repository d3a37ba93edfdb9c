// References of entries as people say them: letter case, dashes and spaces don't count, and a letter that looks like
// a digit is that digit (Crockford's base 32). The engine reads them the same (`core/src/activity/reference.rs`).

/** The hyphen, the dashes that are made of it, and what parts words. */
const SILENT = /[\s\u2010-\u2015\u2212-]/gu;
const WHOLE = /^[0-9A-HJKMNP-TV-Z]{5,6}$/;
const DASHED = /^..[\u2010-\u2015\u2212-]/u;

/** What counts in a reference; two that are the same have the same spelling. */
export function spelling(text: string): string {
  return text.replace(SILENT, "").replace(/[a-z]/g, upper).replace(/O/g, "0").replace(/[IL]/g, "1");
}

/** The reference that was typed, as entries show it; null for what is more likely a word or a number. */
export function typedReference(text: string): string | null {
  const letters = spelling(text);
  const mixed = /[0-9]/.test(text) && /[A-Za-z]/.test(text);
  if (!WHOLE.test(letters) || !(mixed || DASHED.test(text.trim()))) return null;
  return `${letters.slice(0, 2)}-${letters.slice(2)}`;
}

const upper = (letter: string) => letter.toUpperCase();
