// A request while it is written: the line, its headers, its body, and what can't be sent as it stands.
import type { ApiCall } from "../ipc/types";
import type { HeaderProblem } from "../words/requests";
import { issuerAddress } from "./provider-draft.svelte";

/** The methods that are offered. */
export const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"] as const;
export type Method = (typeof METHODS)[number];

/** A header, as it is typed. */
export type HeaderRow = { readonly id: number; name: string; value: string };

// RFC 9110, sections 5.1 and 5.5.
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Why this header can't be sent, or null. A row that is still empty is left out and no problem. */
export function headerProblem({ name, value }: Pick<HeaderRow, "name" | "value">): HeaderProblem | null {
  const typed = name.trim();
  if (typed.toLowerCase() === "authorization") return "authorization";
  if (typed === "") return value === "" ? null : "name";
  if (!HEADER_NAME.test(typed)) return "name";
  return HEADER_VALUE.test(value) ? null : "value";
}

/** The request that is being written. */
export class RequestDraft {
  method = $state<Method>("GET");
  address = $state("");
  /** The account that the person chose; without a choice the page proposes one. */
  account = $state<string | null>(null);
  headers = $state<HeaderRow[]>([]);
  body = $state("");
  #lastRow = 0;

  /** Whether the method sends the body; for the others its text stays here. */
  get sendsBody(): boolean {
    return this.method !== "GET" && this.method !== "HEAD";
  }

  /** The address that was meant, or null where it can't be one. */
  get url(): string | null {
    return issuerAddress(this.address);
  }

  /** The first header that can't be sent. */
  get wrongHeader(): HeaderRow | undefined {
    return this.headers.find((row) => headerProblem(row) !== null);
  }

  /** A content type for the body, where none is named. */
  get contentType(): string | null {
    if (!this.sendsBody || this.body.trim() === "") return null;
    if (this.headers.some((row) => row.name.trim().toLowerCase() === "content-type")) return null;
    return contentTypeOf(this.body);
  }

  addHeader(name = "", value = ""): HeaderRow {
    const row = { id: ++this.#lastRow, name, value };
    this.headers.push(row);
    return row;
  }

  removeHeader(id: number) {
    this.headers = this.headers.filter((row) => row.id !== id);
  }

  /** Indents the body; false where it is no JSON, and then nothing changes. */
  formatBody(): boolean {
    const indented = indentJson(this.body);
    if (indented !== null) this.body = indented;
    return indented !== null;
  }

  /** What the engine is given. Only for a draft without a problem. */
  call(account: string, url: string): ApiCall {
    const filled = this.headers.filter((row) => row.name.trim() !== "");
    return {
      account,
      method: this.method,
      url,
      headers: filled.map((row) => ({ name: row.name.trim(), text: row.value.trim() })),
      body: this.sendsBody && this.body !== "" ? this.body : null,
    };
  }

  /** Keeps the line without its query; headers and body may hold what nobody else should read. */
  forget() {
    this.headers = [];
    this.body = "";
    this.address = this.address.replace(/[?#].*$/s, "");
  }
}

/** The type that a body most likely has. */
function contentTypeOf(body: string): string {
  if (isJson(body)) return "application/json";
  return /^[^\s=&]+=[^\s&]*(&[^\s=&]+=[^\s&]*)*$/.test(body.trim())
    ? "application/x-www-form-urlencoded"
    : "text/plain; charset=utf-8";
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const JSON_PIECE = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** The same JSON with each member on a line of its own, or null where it is none. Values keep their spelling:
 * reading and writing them anew would round large numbers and drop repeated members. */
export function indentJson(text: string): string | null {
  if (!isJson(text)) return null;
  const pieces = text.match(JSON_PIECE) ?? [];
  let depth = 0;
  let out = "";
  pieces.forEach((piece, index) => {
    const empty =
      (piece === "}" && pieces[index - 1] === "{") || (piece === "]" && pieces[index - 1] === "[");
    if ((piece === "}" || piece === "]") && --depth >= 0 && !empty) out += newLine(depth);
    out += piece;
    if (piece === ":") out += " ";
    if (piece === ",") out += newLine(depth);
    if (piece === "{" || piece === "[") {
      depth++;
      if (pieces[index + 1] !== "}" && pieces[index + 1] !== "]") out += newLine(depth);
    }
  });
  return out;
}

const newLine = (depth: number) => `\n${"  ".repeat(depth)}`;
