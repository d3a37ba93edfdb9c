// What the palette offers: pages, accounts and actions, those of the selected account before the others'.
import type { AccountSummary } from "$lib/ipc";
import type { Acts } from "$lib/state/acts";
import type { App } from "$lib/state/context";
import { PAGES, type Dialog } from "$lib/state/navigation.svelte";
import { isThere } from "$lib/state/pages";
import { pageWords } from "$lib/words/pages";
import { actionWords } from "$lib/words/palette";
import { statusOf, statusWord } from "$lib/words/status";
import type { Outcome, PaletteEntry } from "./entries";

const MOVED: Outcome = { kind: "moved" };

/** Every entry, in the order in which they stand while nothing is typed. */
export function paletteEntries(app: App, acts: Acts): PaletteEntry[] {
  const { store, nav, list } = app;
  const accounts = [...list.accounts];
  const selected = nav.account === null ? undefined : store.accounts.get(nav.account);
  const others = accounts.filter((account) => account.id !== selected?.id);
  return [
    ...pages(app),
    ...(selected ? accountActions(app, acts, selected) : []),
    ...generalActions(app, acts),
    ...accounts.map((account) => accountEntry(app, account)),
    ...others.flatMap((account) => accountActions(app, acts, account)),
  ];
}

function pages(app: App): PaletteEntry[] {
  return PAGES.filter((page) => isThere(app, page)).map((page) => ({
    id: `page ${page}`,
    group: "pages",
    title: pageWords[page],
    detail: "",
    keys: [`Ctrl+${PAGES.indexOf(page) + 1}`],
    run: () => moving(() => app.nav.go(page)),
  }));
}

function accountEntry({ store, nav, clock }: App, account: AccountSummary): PaletteEntry {
  const status = statusWord(account, clock.coarse);
  return {
    id: `account ${account.id}`,
    group: "accounts",
    title: account.title,
    detail: `${store.providerName(account.provider)} · ${account.handle} · ${status}`,
    keys: [],
    run: () => moving(() => nav.showAccount(account.id)),
  };
}

function generalActions({ engine, store, nav }: App, acts: Acts): PaletteEntry[] {
  const opens = (dialog: Dialog) => () => moving(() => nav.open(dialog));
  const actions: PaletteEntry[] = [
    action("add", actionWords.addAccount, ["Ctrl+N"], () => moving(() => nav.showAdd())),
    action("keys", actionWords.keys, [], opens({ kind: "keys" })),
    action("support", actionWords.support, [], opens({ kind: "support", account: null, reference: null })),
    action("quit", actionWords.quit, [], async () => {
      await engine.quit();
      return MOVED;
    }),
  ];
  if (store.vault !== "locked") return actions;
  const unlock = action("unlock", actionWords.unlock, [], async () => {
    await acts.unlock();
    return { kind: "said", text: store.vault === "ready" ? actionWords.unlocked : actionWords.stillLocked };
  });
  return [unlock, ...actions];
}

function accountActions(
  { engine, nav, store, clock }: App,
  acts: Acts,
  account: AccountSummary,
): PaletteEntry[] {
  const { id, title } = account;
  const detail = `${store.providerName(account.provider)} · ${account.handle}`;
  const status = statusOf(account, clock.coarse);
  const about = (name: string, text: string, keys: readonly string[], run: PaletteEntry["run"]) => ({
    ...action(`${name} ${id}`, text, keys, run),
    detail,
  });
  const opens = (kind: "handle" | "sign_out") => () => moving(() => nav.open({ kind, account: id }));
  const signsIn = status === "needs_sign_in" || status === "signed_out";
  return [
    ...(signsIn
      ? [
          about("sign-in", actionWords.signIn(title), [], async () => {
            await acts.signIn(account.provider, id);
            return MOVED;
          }),
        ]
      : [
          about("copy", actionWords.copyToken(title), [], async () => ({
            kind: "copied",
            copied: await engine.copyAccessToken(id, null),
          })),
          about("renew", actionWords.renew(title), nav.account === id ? ["F5"] : [], async () => {
            await acts.renew(id);
            return { kind: "said", text: actionWords.renewed(title) };
          }),
        ]),
    about("claims", actionWords.claims(title), [], () => moving(() => nav.showAccount(id, "claims"))),
    about("handle", actionWords.handle(title), [], opens("handle")),
    ...(status === "signed_out"
      ? []
      : [about("sign-out", actionWords.signOut(title), [], opens("sign_out"))]),
  ];
}

function action(id: string, title: string, keys: readonly string[], run: PaletteEntry["run"]): PaletteEntry {
  return { id: `action ${id}`, group: "actions", title, detail: "", keys, run };
}

function moving(move: () => void): Outcome {
  move();
  return MOVED;
}
