// Pictures of the Inspector: every form of a token, every word of a verdict, and what is done with it.
import type { InspectionView, ReportFormat, TokenForm, TokenOutcome } from "$lib/ipc";
import type { Scene } from "$lib/ipc/fake";
import { NOW, WORK, fakeAccount, fakeError } from "$lib/ipc/fake-data";
import type { InspectorScene } from "$lib/ipc/fake-inspector";
import { fakeInspection, fakeKeys } from "$lib/ipc/fake-inspections";
import {
  BAD_SIGNATURE,
  ENCRYPTED,
  EXPIRED,
  FINDINGS,
  HOSTILE,
  KEYLESS,
  MALFORMED,
  MANY_ROLES,
  MEGABYTE,
  OPAQUE,
  TOO_LARGE,
  UNREACHABLE,
} from "$lib/ipc/fake-tokens";
import type { App } from "$lib/state/context";
import { byId, click, find, type } from "./hands";
import type { Picture } from "./picture";

/** On the page, with this token looked at. */
function looking(
  inspection: InspectionView,
  act?: (app: App) => Promise<unknown>,
  more: InspectorScene = {},
): Picture {
  return {
    inspector: { inspection, ...more },
    go: (app) => {
      app.nav.go("inspector");
      void app.inspector.paste().then(() => act?.(app));
    },
  };
}

/** On the page, before any token. */
function before(scene: Scene, act?: (app: App) => unknown): Picture {
  return {
    ...scene,
    go: (app) => {
      app.nav.go("inspector");
      act?.(app);
    },
  };
}

const menu = async (trigger: string, item?: string) => {
  const button = await find(byId(trigger));
  button.focus();
  button.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
  if (item === undefined) return;
  (await find(byId(item))).focus();
  (await find(byId(item))).dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
};
const tab = (id: string) => () => click(byId(`tab-${id}`));

const outcome = {
  valid: looking(fakeInspection()),
  not_valid: looking(EXPIRED),
  could_not_be_verified: looking(KEYLESS),
} satisfies Record<TokenOutcome, Picture>;

const form = {
  signed: looking(BAD_SIGNATURE),
  encrypted: looking(ENCRYPTED),
  opaque: looking(OPAQUE),
  malformed: looking(MALFORMED),
  too_large: looking(TOO_LARGE),
} satisfies Record<TokenForm, Picture>;

function reporting(format: ReportFormat): Picture {
  return looking(EXPIRED, async () => {
    await click(byId("copy-report"));
    await click(byId(`format-${format}`));
  });
}

const report = {
  text: reporting("text"),
  markdown: reporting("markdown"),
  json: reporting("json"),
} satisfies Record<ReportFormat, Picture>;

const page = {
  empty: before({}),
  loading: before({ hangs: ["inspectClipboard"] }, (app) => void app.inspector.paste()),
  clipboard_failed: before(
    { fails: { inspectClipboard: fakeError("no_token", {}, { at: NOW }) } },
    (app) => void app.inspector.paste(),
  ),
  accounts: before({}, () => void menu("use-account-menu")),
  no_accounts: before({ overview: { accounts: [], providers: [] } }),
  unreachable: looking(UNREACHABLE),
  introspected: looking(OPAQUE, (app) => app.inspector.provider.introspect("ada")),
  several_to_ask: looking({ ...OPAQUE, can_introspect: ["ada", "ops"] }, () => menu("introspect-token")),
  unfolded: looking(EXPIRED, async () => {
    await click(byId("rules-passed"));
    await click(byId("rules-not-checked"));
    await click('[data-claim="exp"] button[aria-expanded]');
  }),
  from: looking(EXPIRED, () => menu("check-from")),
  at: looking(EXPIRED, () => menu("check-at")),
  other_time: looking(EXPIRED, async () => {
    await menu("check-at", "other-time");
    await type("time-field", "yesterday");
    (await find(byId("time-field"))).dispatchEvent(new Event("change", { bubbles: true }));
  }),
  key_file: looking(EXPIRED, (app) => app.inspector.openKeyFile()),
  id_token: looking({ ...EXPIRED, check: { ...EXPIRED.check, profile: "id-token" } }),
  header: looking(EXPIRED, tab("header")),
  keys: looking(EXPIRED, tab("keys")),
  keys_findings: looking({ ...EXPIRED, keys: FINDINGS }, tab("keys")),
  keys_problem: looking(UNREACHABLE, tab("keys")),
  keys_none: looking(
    { ...KEYLESS, keys: fakeKeys({ provider: null, fetched_at: null, keys: [], compared_with: null }) },
    tab("keys"),
  ),
  compare: looking(EXPIRED, () => menu("compare")),
  differences: looking(EXPIRED, (app) => app.inspector.comparing.withClipboard()),
  differences_many: looking(EXPIRED, (app) => app.inspector.comparing.withClipboard(), {
    comparison: MANY_ROLES,
  }),
  earlier: looking(EXPIRED, (app) => app.inspector.comparing.choose("ada")),
  earlier_none: looking(EXPIRED, (app) => app.inspector.comparing.choose("ada"), { earlier: [] }),
  compared_with_earlier: {
    inspector: {},
    go: (app) => (app.nav.go("inspector"), void app.inspector.lastChange("ada")),
  },
  report_unmasked: looking(EXPIRED, async () => {
    await click(byId("copy-report"));
    await click(`${byId("mask")}[data-claim="email"]`);
    await click(byId("mask-more"));
  }),
  megabyte: looking(MEGABYTE),
  hostile: looking(HOSTILE, () => click('[data-claim="nickname"] button[aria-expanded]')),
  many_accounts: before(
    {
      overview: {
        accounts: [
          ...WORK,
          ...Array.from({ length: 60 }, (_, index) =>
            fakeAccount({
              id: `m${index}`,
              handle: `more-${index}`,
              title: `${"person.".repeat(index % 9)}${index}@acme.example`,
            }),
          ),
        ],
      },
    },
    () => void menu("use-account-menu"),
  ),
} satisfies Record<string, Picture>;

/** All of them, for the gallery: `#inspector/empty`. */
export const INSPECTOR: Record<string, Record<string, Picture>> = {
  inspector: page,
  "inspector-outcome": outcome,
  "inspector-form": form,
  "inspector-report": report,
};
