// Whether an entry is one that the person looks for. Pure. The engine finds what is in the log; this is for what
// comes meanwhile, and finds the same (`core/src/store/activity/find.rs`; one fixture keeps them equal).
import type { ActivityEntry } from "../ipc/types";
import { spelling } from "../words/reference";

/** The facts that name something: programs, people, places, and why an administrator acted. */
const NAMING: ReadonlySet<string> = new Set([
  "program",
  "path",
  "script",
  "address",
  "resource",
  "user",
  "whose",
  "ordered by",
  "reason",
]);

/** `handle` is the account's own now; entries hold none. */
export function finds(typed: string, entry: ActivityEntry, handle: string | undefined): boolean {
  const part = lower(typed.trim());
  if (part === "") return true;
  const wanted = spelling(typed);
  if (wanted !== "" && spelling(entry.reference) === wanted) return true;
  const facts = entry.facts.filter(({ name }) => NAMING.has(name)).map(({ text }) => text);
  return [handle, entry.account_title, entry.provider_name, ...facts].some(
    (name) => typeof name === "string" && lower(name).includes(part),
  );
}

/** Letter by letter, as the engine does it: a sigma's neighbours don't count. */
function lower(text: string): string {
  return Array.from(text, (letter) => letter.toLowerCase()).join("");
}
