// How claims are lined up on the Claims tab: which source shows which mark, what a filter keeps, how a value
// reads. Pure: the component draws what this decides.
//
// A provider chooses names and values, so both are hostile: they are only ever text, invisible characters are
// made visible, and nothing here looks a name up in a prototype.
import type { ClaimGroup, ClaimRow, ClaimSources } from "$lib/ipc";
import { claimWords } from "$lib/words/claims";
import type { ClaimSource } from "$lib/words/claims-tab";
import { inert } from "$lib/words/inert";

/** How a source stands to the row's value. */
export type Mark = "same" | "differs" | "absent" | "other_time";

/** What the person has set above the list. */
export interface ClaimFilter {
  readonly text: string;
  readonly onlyDifferences: boolean;
}

export interface ClaimSection {
  readonly group: ClaimGroup;
  readonly rows: readonly ClaimRow[];
}

const SOURCES: readonly ClaimSource[] = ["id_token", "access_token", "userinfo", "introspection"];
const GROUPS: readonly ClaimGroup[] = ["who", "roles", "when", "for_whom", "technical"];
const IDS: ReadonlySet<string> = new Set([
  "sub",
  "jti",
  "sid",
  "nonce",
  "at_hash",
  "c_hash",
  "oid",
  "tid",
  "uti",
  "session_state",
]);
const TIMES: ReadonlySet<string> = new Set(["exp", "iat", "nbf", "auth_time", "updated_at"]);

/** The sources that exist, in display order; an absent one has no column. */
export function presentSources(sources: ClaimSources): ClaimSource[] {
  return SOURCES.filter((source) => sources[source]);
}

/** The source whose value stands in the row: for times the access token's, since that is what runs out. */
export function leadingSource(row: ClaimRow): ClaimSource {
  const order: readonly ClaimSource[] = isTime(row.name)
    ? ["access_token", "id_token", "introspection", "userinfo"]
    : SOURCES;
  return order.find((source) => row[source] !== null) ?? "id_token";
}

/** The row's value as JSON text. */
export function leadingJson(row: ClaimRow): string {
  return row[leadingSource(row)] ?? "null";
}

/** The mark of one source in a row. */
export function markOf(row: ClaimRow, source: ClaimSource): Mark {
  const json = row[source];
  if (json === null) return "absent";
  if (row.differs) return "differs";
  return isTime(row.name) && json !== leadingJson(row) ? "other_time" : "same";
}

/** Whether this claim is a moment, in seconds since 1970. */
export function isTime(name: string): boolean {
  return TIMES.has(name);
}

/** The moment a time claim names, or null when the value is no number of seconds. */
export function timeOf(name: string, json: string): number | null {
  if (!isTime(name)) return null;
  const value = parse(json);
  return typeof value === "number" && Number.isFinite(value) && Math.abs(value) < 1e11 ? value : null;
}

/** The values of a claim, each as text; a list gives one per element, anything else gives one. */
export function valuesOf(json: string): string[] {
  const value = parse(json);
  if (Array.isArray(value)) return value.map((element) => inert(asText(element)));
  if (value === undefined) return [inert(json)];
  return [inert(asText(value))];
}

/** The JSON as it is shown when unfolded: indented, with invisible characters written out. */
export function rawJson(json: string): string {
  const value = parse(json);
  // Numbers beyond 2^53 and repeated keys would not survive being parsed and written again.
  const same = value !== undefined && JSON.stringify(value) === json;
  return inert(same ? JSON.stringify(value, null, 2) : json, true);
}

/** The value as it is copied: a string's own text, anything else as JSON. */
export function plainText(json: string): string {
  const value = parse(json);
  return typeof value === "string" ? value : json;
}

/** The different values of a row with the sources that have each, in the sources' order. */
export function distinctValues(
  row: ClaimRow,
  sources: readonly ClaimSource[],
): { json: string; from: ClaimSource[] }[] {
  const values = new Map<string, ClaimSource[]>();
  for (const source of sources) {
    const json = row[source];
    if (json !== null) values.set(json, [...(values.get(json) ?? []), source]);
  }
  return [...values].map(([json, from]) => ({ json, from }));
}

/** Whether a value is an identifier, which tells most at its two ends and reads best in figures of one width. */
export function isId(name: string, value: string): boolean {
  return IDS.has(name) || /^(?=.*\d)[A-Za-z0-9_-]{20,}$/.test(value);
}

/** Rows that the filter keeps: every word must occur in the name, its label or a value. */
export function filterClaims(rows: readonly ClaimRow[], filter: ClaimFilter): ClaimRow[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (filter.onlyDifferences && !row.differs) return false;
    if (words.length === 0) return true;
    const text = [row.name, claimWords(row.name).label, ...SOURCES.map((source) => row[source] ?? "")]
      .join("\n")
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Rows by group, in the order of the page; an empty group is left out. */
export function groupClaims(rows: readonly ClaimRow[]): ClaimSection[] {
  return GROUPS.map((group) => ({ group, rows: rows.filter((row) => row.group === group) })).filter(
    (section) => section.rows.length > 0,
  );
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
