// Signing out and removing, for the gallery and for tests.
import { NOW } from "./fake-data";
import type { AccountDetail, SignOutPreview, SignOutReport } from "./types";

/** What signing an account out would stop. */
export function fakePreview({ summary, provider, can }: AccountDetail): SignOutPreview {
  return {
    title: summary.title,
    handle: summary.handle,
    provider_name: provider.name,
    can_revoke: can.revoke,
    can_sign_out_in_browser: can.sign_out_in_browser,
    jwt_works_until: summary.lease?.expires_at ?? null,
    programs: ["git", "terminal 3", "kubectl"],
  };
}

/** What it did. */
export function fakeReport(inBrowser: boolean, removed: boolean): SignOutReport {
  return {
    revoked: { kind: "done" },
    wiped: { kind: "done" },
    browser: inBrowser ? { kind: "done" } : { kind: "not_asked" },
    jwt_works_until: NOW + 252,
    removed,
  };
}
