// A provider while its settings are typed: what the form holds, what discovery found, what is still missing.
import type { Engine } from "../ipc/engine";
import type { Discovered, ProviderFile, ProviderForm, ProviderOrigin, ProviderView } from "../ipc/types";
import { Task } from "./task.svelte";

/** A field that can't be used as it stands. */
export type DraftProblem = "issuer" | "client_id";

/** Largest provider file that is read at all, in bytes; the engine has a limit of its own. */
export const FILE_LIMIT = 64 * 1024;

/** The form's data. The secret stays here only until it is handed to the engine. */
export class ProviderDraft {
  name = $state("");
  clientId = $state("");
  secret = $state("");
  scopes = $state("");
  resources = $state("");
  origin = $state<ProviderOrigin>("person");
  /** What discovery found for exactly the address that stands in the form. */
  found = $state.raw<Discovered | null>(null);
  /** Name of the file that filled the form. */
  file = $state<string | null>(null);
  readonly lookup = new Task();
  readonly submit = new Task();
  readonly #engine: Engine;
  #issuer = $state("");
  #question = 0;

  constructor(engine: Engine, from?: ProviderView) {
    this.#engine = engine;
    if (from) this.#take(from, from.origin);
  }

  get issuer(): string {
    return this.#issuer;
  }

  /** Another address: what was found for the old one no longer counts. */
  set issuer(text: string) {
    if (text === this.#issuer) return;
    this.#issuer = text;
    this.#question++;
    this.found = null;
    this.lookup.reset();
  }

  /** The fields that can't be used as they stand. */
  get problems(): DraftProblem[] {
    const problems: DraftProblem[] = [];
    if (issuerAddress(this.#issuer) === null) problems.push("issuer");
    if (this.clientId.trim() === "") problems.push("client_id");
    return problems;
  }

  /** Asks the address who it is. Nothing is asked for an address that can't be one. */
  async lookUp(): Promise<Discovered | null> {
    const address = issuerAddress(this.#issuer);
    if (address === null) return null;
    this.issuer = address;
    const question = ++this.#question;
    const found = await this.lookup.run(() => this.#engine.discover(address));
    if (question !== this.#question) return null;
    this.found = found ?? null;
    return this.found;
  }

  /** Takes over what a provider file says; nothing is asked and nobody is signed in. */
  fill(from: ProviderFile, fileName: string) {
    this.#take(from, "file");
    this.secret = "";
    this.file = fileName;
  }

  /** Reads a provider file's text through the engine, which alone knows its rules. */
  async read(text: string, fileName: string): Promise<boolean> {
    const read = await this.submit.run(() => this.#engine.readProviderFile(text));
    if (read) this.fill(read, fileName);
    return read !== undefined;
  }

  /** What the engine is given. */
  form(): ProviderForm {
    return {
      name: this.name.trim(),
      issuer: issuerAddress(this.#issuer) ?? this.#issuer.trim(),
      client_id: this.clientId.trim(),
      client_secret: this.secret === "" ? null : this.secret,
      scopes: words(this.scopes),
      resources: words(this.resources),
      origin: this.origin,
      // What only the command line asks for; absent, a changed provider keeps it.
      extras: null,
    };
  }

  #take(from: ProviderFile, origin: ProviderOrigin) {
    this.issuer = from.issuer;
    this.name = from.name;
    this.clientId = from.client_id;
    this.scopes = from.scopes.join(" ");
    this.resources = from.resources.join("\n");
    this.origin = origin;
  }
}

/** The address that was meant: a bare host gets its scheme. Null where it can't be an address. */
export function issuerAddress(text: string): string | null {
  const typed = text.trim();
  if (typed === "" || /\s/.test(typed)) return null;
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`;
  try {
    const url = new URL(address);
    return url.protocol === "https:" || url.protocol === "http:" ? address : null;
  } catch {
    return null;
  }
}

/** The words of a text, each once, in their order. */
export function words(text: string): string[] {
  return [...new Set(text.split(/\s+/).filter(Boolean))];
}
