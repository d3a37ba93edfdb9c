// The Inspector's verbs on an engine that answers from memory, for the gallery and for tests.
import type { Engine } from "./engine";
import { NOW } from "./fake-data";
import { fakeInspection, fakeKeys } from "./fake-inspections";
import type { InspectorEngine } from "./inspector";
import type { ComparisonView, EarlierLease, InspectionView, KeySetView, TokenSource } from "./types";
import { COMPARISON, EARLIER } from "./fake-comparisons";
import { fakeReport } from "./fake-report";

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
    report: (id, choices) => answer("report", [id, choices], () => fakeReport(known(id), choices)),
    copyReport: (id, choices) => answer("copyReport", [id, choices], () => ({ clears_at: null })),
    forgetInspections: (keep) =>
      answer("forgetInspections", [keep], () => {
        for (const id of kept.keys()) if (!keep.includes(id)) kept.delete(id);
      }),
    providerKeys: (provider, ask) =>
      answer("providerKeys", [provider, ask], () => scene().keys ?? fakeKeys({ provider, fetched_at: NOW })),
  };
}
