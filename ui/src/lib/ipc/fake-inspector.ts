// The Inspector's verbs on an engine that answers from memory, for the gallery and for tests.
import type { Engine } from "./engine";
import { NOW } from "./fake-data";
import { fakeInspection, fakeKeys } from "./fake-inspections";
import type { InspectorEngine } from "./inspector";
import type {
  ComparisonView,
  EarlierLease,
  InspectionView,
  KeySetView,
  ReportChoices,
  ReportView,
  TokenSource,
} from "./types";

/** What a scene may set of the Inspector. */
export type InspectorScene = {
  /** The token that every way of reading one finds. */
  inspection?: InspectionView;
  /** The same, checked with other choices. */
  checked?: InspectionView;
  comparison?: ComparisonView;
  earlier?: EarlierLease[];
  keys?: KeySetView;
};

type Answer = <T>(verb: keyof Engine, args: unknown[], make: () => T) => Promise<T>;

const json = (value: unknown) => JSON.stringify(value);

/** A comparison like that of a support call: a role went, a scope came. */
export const COMPARISON: ComparisonView = {
  before: "Pasted token, issued 12:01",
  after: "ada@acme.example, issued 12:08",
  outcomes: ["not_valid", "valid"],
  claims: [
    {
      name: "tenant",
      group: "for_whom",
      before: null,
      after: json("acme-eu"),
      added: [],
      removed: [],
      per_token: false,
    },
    {
      name: "department",
      group: "who",
      before: json("Purchasing"),
      after: null,
      added: [],
      removed: [],
      per_token: false,
    },
    {
      name: "roles",
      group: "roles",
      before: json(["buyer", "approver"]),
      after: json(["buyer", "viewer"]),
      added: [json("viewer")],
      removed: [json("approver")],
      per_token: false,
    },
    {
      name: "scope",
      group: "for_whom",
      before: json("openid orders:read"),
      after: json("openid orders:read orders:write"),
      added: [json("orders:write")],
      removed: [],
      per_token: false,
    },
    {
      name: "acr",
      group: "technical",
      before: json("1"),
      after: json("2"),
      added: [],
      removed: [],
      per_token: false,
    },
    {
      name: "exp",
      group: "when",
      before: json(NOW - 185),
      after: json(NOW + 252),
      added: [],
      removed: [],
      per_token: true,
    },
    {
      name: "iat",
      group: "when",
      before: json(NOW - 485),
      after: json(NOW - 48),
      added: [],
      removed: [],
      per_token: true,
    },
    {
      name: "jti",
      group: "technical",
      before: json("Zk3fQx81LqpT0Vb"),
      after: json("p0Qm2aa71KxSd9e"),
      added: [],
      removed: [],
      per_token: true,
    },
  ],
  same: 9,
};

const SOURCES = { id_token: true, access_token: true, userinfo: true, introspection: false };

/** An account's last tokens. */
export const EARLIER: EarlierLease[] = [
  { entry: 0, at: NOW - 48, sources: SOURCES, scopes: ["openid", "orders:read"], changes: [] },
  {
    entry: 1,
    at: NOW - 348,
    sources: SOURCES,
    scopes: ["openid", "orders:read"],
    changes: [{ name: "roles", added: [], removed: [json("approver")] }],
  },
  { entry: 2, at: NOW - 648, sources: SOURCES, scopes: ["openid", "orders:read"], changes: [] },
  {
    entry: 3,
    at: NOW - 86_948,
    sources: SOURCES,
    scopes: ["openid"],
    changes: [
      { name: "roles", added: [json("buyer"), json("approver")], removed: [] },
      { name: "scope", added: [json("orders:read")], removed: [] },
    ],
  },
];

const PERSONAL = ["email", "name", "preferred_username", "sub"];

function report(of: InspectionView, choices: ReportChoices): ReportView {
  const hides = (name: string) =>
    choices.mask.includes(name) || (PERSONAL.includes(name) && !choices.show.includes(name));
  const value = ({ name, json: text }: { name: string; json: string }) => (hides(name) ? '"(masked)"' : text);
  const masked = of.claims.map(({ name }) => name).filter(hides);
  const shown = of.claims.map(({ name }) => name).filter((name) => !hides(name));
  const said = `${of.check.outcome}${of.check.because && `: ${of.check.because}`}`;
  const texts = {
    text: [
      `Token report, ${said}`,
      of.check.about,
      "",
      ...of.check.verdicts.map(({ title, result, sentence }) => `${title}: ${result}. ${sentence}`),
      "",
      ...of.claims.map((claim) => `${claim.name}: ${value(claim)}`),
      "",
      "Signature: removed",
    ].join("\n"),
    markdown: [
      `# Token report\n\n**${said}**\n\n${of.check.about}\n`,
      "| claim | value |\n| --- | --- |",
      ...of.claims.map((claim) => `| \`${claim.name}\` | \`${value(claim)}\` |`),
      "\nThe signature was removed.",
    ].join("\n"),
    json: JSON.stringify(
      {
        outcome: of.check.outcome,
        header: Object.fromEntries(of.header.map((one) => [one.name, JSON.parse(one.json) as unknown])),
        claims: Object.fromEntries(of.claims.map((one) => [one.name, JSON.parse(value(one)) as unknown])),
        signature: "removed",
      },
      null,
      2,
    ),
  };
  return { text: texts[choices.format], masked, shown };
}

/** The verbs. A scene is asked for with each call, so that it may change under way. */
export function fakeInspector(answer: Answer, scene: () => InspectorScene): InspectorEngine {
  let next = 0;
  const kept = new Map<string, InspectionView>();
  const read = (source: TokenSource) => {
    const inspection = { ...(scene().inspection ?? fakeInspection()), id: `i${++next}`, source };
    kept.set(inspection.id, inspection);
    return inspection;
  };
  const known = (id: string) => kept.get(id) ?? fakeInspection({ id });
  const again = (id: string) => ({ ...(scene().checked ?? known(id)), id });

  return {
    inspectClipboard: (selection) =>
      answer("inspectClipboard", [selection], () => read({ kind: "clipboard" })),
    inspectTyped: (text) => answer("inspectTyped", [text], () => read({ kind: "typed" })),
    openTokenFile: () => answer("openTokenFile", [], () => read({ kind: "file", name: "request.log" })),
    inspectAccount: (account, lease) =>
      answer("inspectAccount", [account, lease], () => read({ kind: "account", account, lease })),
    inspectSample: () => answer("inspectSample", [], () => read({ kind: "sample" })),
    checkAgain: (id, choices) => answer("checkAgain", [id, choices], () => again(id)),
    openKeyFile: (id) =>
      answer("openKeyFile", [id], () => ({
        ...again(id),
        keys: fakeKeys({ provider: null, file: "orders-jwks.json", fetched_at: null, compared_with: null }),
      })),
    introspectInspected: (id, account) =>
      answer("introspectInspected", [id, account], () => ({
        ...again(id),
        introspection: {
          active: true,
          at: NOW,
          claims: [
            { name: "active", json: "true" },
            { name: "scope", json: '"openid orders:read"' },
            { name: "username", json: '"ada"' },
            { name: "exp", json: String(NOW + 252) },
          ],
        },
      })),
    compare: (before, after) => answer("compare", [before, after], () => scene().comparison ?? COMPARISON),
    earlierLeases: (account) => answer("earlierLeases", [account], () => scene().earlier ?? EARLIER),
    report: (id, choices) => answer("report", [id, choices], () => report(known(id), choices)),
    copyReport: (id, choices) => answer("copyReport", [id, choices], () => ({ clears_at: null })),
    forgetInspections: (keep) =>
      answer("forgetInspections", [keep], () => {
        for (const id of kept.keys()) if (!keep.includes(id)) kept.delete(id);
      }),
    providerKeys: (provider, ask) =>
      answer("providerKeys", [provider, ask], () => scene().keys ?? fakeKeys({ provider, fetched_at: NOW })),
  };
}
