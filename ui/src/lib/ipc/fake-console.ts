// The verbs of the console on an engine that answers from memory, for the gallery and for tests.
import type { ConsoleEngine } from "./console";
import type { Engine } from "./engine";
import { LanyardError } from "./engine";
import { NOW, PHASES, fakeError, fakeSignIn } from "./fake-data";
import { fakeDryRun, fakeJob, fakeProof, ordinary } from "./fake-sessions";
import type {
  AdminSession,
  ConsoleAccess,
  ConsoleView,
  DryRunView,
  EndWhat,
  EngineEvent,
  JobView,
  PersonCount,
  PersonView,
  ProofView,
  Reach,
  SessionFilter,
  SessionList,
} from "./types";

/** What a scene may set of the console. */
export type ConsoleScene = {
  consoles?: ConsoleView[];
  sessions?: AdminSession[];
  /** How many of them are loaded; all, where it isn't said. */
  loaded?: number;
  about?: number | null;
  /** How far the list reaches, where that is not told by how many are loaded. */
  reach?: Reach;
  dryRun?: Partial<DryRunView>;
  /** The jobs from before. */
  jobs?: JobView[];
  /** What an ordered job answers; it is done at once where it isn't said. */
  job?: Partial<JobView>;
  proof?: Partial<ProofView>;
  person?: Partial<PersonView>;
};

type Answer = <T>(verb: keyof Engine, args: unknown[], make: () => T) => Promise<T>;

/** The verbs. What is ended is gone from the list at once. */
export function fakeConsole(
  answer: Answer,
  scene: () => ConsoleScene | undefined,
  emit: (event: EngineEvent) => void,
): ConsoleEngine {
  let sessions: AdminSession[] | null = null;
  let consoles: ConsoleView[] | null = null;
  let loaded: number | null = null;
  const frozen = new Map<string, { view: DryRunView; listed: AdminSession[] }>();
  const all = () => (sessions ??= scene()?.sessions ?? ordinary());
  const known = () => (consoles ??= scene()?.consoles ?? []);
  const here = () => all().slice(0, (loaded ??= scene()?.loaded ?? all().length));

  function turn(provider: string, access: ConsoleAccess) {
    consoles = known().map((one) => (one.provider === provider ? { ...one, access } : one));
    consoles
      .filter((one) => one.provider === provider)
      .forEach((console) => emit({ kind: "console_changed", console }));
  }

  function list(filter: SessionFilter, offset: number, limit: number): SessionList {
    const found = here().filter((session) => matches(session, filter));
    return {
      sessions: found.slice(offset, offset + Math.min(limit, 500)),
      offset,
      matching: found.length,
      people: new Set(found.map(({ user }) => user)).size,
      loaded: here().length,
      about: scene()?.about ?? null,
      reach: scene()?.reach ?? (here().length === all().length ? "whole" : "more"),
      as_of: NOW - 40,
      clients: [...new Set(here().flatMap(({ clients }) => clients))].sort(),
      more_clients: 0,
      addresses: [...new Set(here().flatMap(({ from }) => from ?? []))].sort().slice(0, 100),
    };
  }
  const counts = () => ({ ...list(NONE, 0, 0) });

  function freeze(provider: string, what: EndWhat): DryRunView {
    const meant = all().filter((session) => isMeant(session, what));
    const listed = meant.filter(({ own }) => !own);
    const made = fakeDryRun({
      id: `d${frozen.size + 1}`,
      provider,
      what,
      sessions: listed.length,
      people: people(listed),
      own: meant.length - listed.length,
      typed_above: what.kind === "all" ? 0 : 10,
      ...scene()?.dryRun,
    });
    frozen.set(made.id, { view: made, listed });
    return made;
  }

  function end(id: string, reason: string, confirmed: number, own: boolean): JobView {
    const run = frozen.get(id);
    if (!run) throw new LanyardError(fakeError("not_found"));
    const total = run.view.sessions + (own ? run.view.own : 0);
    if (reason.trim() === "") throw new LanyardError(fakeError("input_invalid", { detail: "reason" }));
    if (confirmed !== total) throw new LanyardError(fakeError("input_invalid", { detail: "number" }));
    frozen.delete(id);
    const gone = new Set(run.listed);
    sessions = all().filter((session) => !gone.has(session) && !(own && session.own));
    if (loaded !== null) loaded = Math.min(loaded, sessions.length);
    const { provider, what } = run.view;
    const disabling = { kind: what.kind === "user" && what.disable ? "done" : "not_ordered" } as const;
    const done = { disabling, ended: total, gone: 0, refused: 0, retry: 0, left: 0, troubles: [] };
    return fakeJob({ provider, what, reason, at: NOW, total, ...done, ...scene()?.job });
  }

  function person(user: string): PersonView {
    const theirs = all().filter((session) => session.user === user);
    const { title } = theirs[0] ?? { title: user };
    const username = title.toLowerCase().replaceAll(/[^a-z]+/g, ".");
    const email = `${username}@acme.example`;
    return { user, title, username, email, enabled: true, sessions: theirs, ...scene()?.person };
  }

  return {
    consoles: () => answer("consoles", [], known),
    openConsole: (provider) =>
      answer("openConsole", [provider], () => {
        turn(provider, { kind: "signing_in", sign_in: "s1" });
        return fakeSignIn(PHASES.browser, { provider });
      }),
    leaveConsole: (provider) => answer("leaveConsole", [provider], () => turn(provider, { kind: "closed" })),
    leaveConsolesSoon: () => answer("leaveConsolesSoon", [], () => undefined),
    stayAtConsoles: () => answer("stayAtConsoles", [], () => undefined),
    consoleSessions: (...args) => answer("consoleSessions", args, () => list(args[1], args[2], args[3])),
    loadSessions: (provider, whole) =>
      answer("loadSessions", [provider, whole], () => {
        loaded = whole ? all().length : Math.min(all().length, here().length + 100);
        return counts();
      }),
    reloadSessions: (provider) => answer("reloadSessions", [provider], counts),
    consolePerson: (provider, user) => answer("consolePerson", [provider, user], () => person(user)),
    dryRun: (provider, what) => answer("dryRun", [provider, what], () => freeze(provider, what)),
    saveDryRun: (id) => answer("saveDryRun", [id], () => true),
    endSessions: (...args) => answer("endSessions", args, () => end(...args)),
    jobs: () => answer("jobs", [], () => scene()?.jobs ?? []),
    cancelJob: (job) => answer("cancelJob", [job], () => undefined),
    retryJob: (job) => answer("retryJob", [job], () => fakeJob({ id: job, state: "done", ...scene()?.job })),
    proveJob: (job) => answer("proveJob", [job], () => fakeProof({ job, ...scene()?.proof })),
    setNotBefore: (provider, reason) => answer("setNotBefore", [provider, reason], () => undefined),
    exportEvidence: (format) => answer("exportEvidence", [format], () => true),
  };
}

const NONE: SessionFilter = {
  text: "",
  client: null,
  idle_over: null,
  older_than: null,
  from: null,
  user: null,
};

function matches(session: AdminSession, filter: SessionFilter): boolean {
  const text = filter.text.trim().toLocaleLowerCase();
  const since = (at: number | null, seconds: number | null) =>
    seconds === null || (at !== null && NOW - at >= seconds);
  return (
    (session.title.toLocaleLowerCase().includes(text) || session.id.toLocaleLowerCase().startsWith(text)) &&
    (filter.client === null || session.clients.includes(filter.client)) &&
    (filter.from === null || session.from === filter.from) &&
    (filter.user === null || session.user === filter.user) &&
    since(session.used_at, filter.idle_over) &&
    since(session.started_at, filter.older_than)
  );
}

function isMeant(session: AdminSession, what: EndWhat): boolean {
  switch (what.kind) {
    case "sessions":
      return what.sessions.some(({ id, kind }) => id === session.id && kind === session.kind);
    case "matching":
      return matches(session, what.filter);
    case "user":
      return session.user === what.user;
    case "client":
      return session.clients.includes(what.client);
    case "all":
      return true;
    default:
      return what satisfies never;
  }
}

function people(listed: readonly AdminSession[]): PersonCount[] {
  const counts = new Map<string, PersonCount>();
  for (const { user, title } of listed) {
    const count = counts.get(user) ?? { user, title, sessions: 0 };
    counts.set(user, { ...count, sessions: count.sessions + 1 });
  }
  return [...counts.values()].sort((one, other) => other.sessions - one.sessions);
}
