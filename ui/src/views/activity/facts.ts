// The technical facts of an entry, as name and text. Pure.
import type { ActivityEntry, NamedText } from "$lib/ipc";
import { activityWords } from "$lib/words/activity";

/** Facts in the order of reading; what is not known is left out, and no name stands twice. */
export function detailFacts(entry: ActivityEntry): NamedText[] {
  const { error } = entry;
  const rows: [string, string | null | undefined][] = [
    [activityWords.provider, entry.provider_name],
    ["Step", error?.facts.step],
    ["Host", error?.facts.host],
    ["Status", error?.facts.status?.toString()],
    ["Error", error?.facts.oauth_error],
    [`${error?.facts.provider ?? "Provider"} says`, error?.facts.words],
    ["Technical", error?.message],
    ...entry.facts.map((fact): [string, string] => [sentenceCase(fact.name), fact.text]),
  ];
  const facts = new Map<string, string>();
  for (const [name, text] of rows) if (text && !facts.has(name)) facts.set(name, text);
  return [...facts].map(([name, text]) => ({ name, text }));
}

/** The engine names its facts in small letters. */
function sentenceCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
