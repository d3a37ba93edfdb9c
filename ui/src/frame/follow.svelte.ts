// What the window does by itself when the engine or the shell says something.
import type { Stop } from "$lib/ipc";
import type { App } from "$lib/state/context";
import { announcement, statusOf, type Status } from "$lib/words/status";

/** Statuses that come and go at every renewal: nobody needs to hear them. */
const QUIET: readonly Status[] = ["active", "renewing"];

/** Tells screen readers of a change of status, once. */
export function announceChanges({ store, announcer, clock }: App): Stop {
  return store.onAccount(({ before, after }) => {
    if (!after || !before) return;
    const [was, is] = [statusOf(before, clock.now), statusOf(after, clock.now)];
    if (was === is || (QUIET.includes(was) && QUIET.includes(is))) return;
    announcer.say(announcement(after, clock.now));
  });
}

/** A sign-in that succeeds selects its account, where the person waits for it. */
export function followSignIns({ store, nav }: App): Stop {
  return store.onSignIn(({ id, account, phase }) => {
    if (phase.kind !== "done" || nav.page !== "accounts") return;
    const { selection } = nav;
    const awaited =
      (selection.kind === "sign_in" && selection.id === id) ||
      (selection.kind === "account" && selection.id === account) ||
      selection.kind === "add" ||
      selection.kind === "none";
    if (awaited) nav.showAccount(phase.account, "overview");
  });
}

/** After a removal the next row is selected. */
export function followRemovals({ store, nav, list }: App): Stop {
  let order: string[] = [];
  $effect.root(() => {
    $effect.pre(() => {
      order = list.accounts.map((account) => account.id);
    });
  });
  return store.onAccount(({ before, after }) => {
    if (after !== null || before === null || nav.account !== before.id) return;
    const left = order.filter((id) => id === before.id || store.accounts.has(id));
    const at = left.indexOf(before.id);
    const next = left[at + 1] ?? left[at - 1];
    nav.selectQuietly(next === undefined ? { kind: "none" } : { kind: "account", id: next });
  });
}

/** What the desktop shell says. */
export function followShell(app: App, onCloseNotice: () => void): Promise<Stop> {
  const { engine, nav, clock, clipboard, drops, inspector } = app;
  return engine.onShellEvent((event) => {
    switch (event.kind) {
      case "close_notice":
        return onCloseNotice();
      case "show_account":
        nav.close();
        return nav.showAccount(event.id);
      case "hidden":
        return clock.setHidden(true);
      case "shown":
        return clock.setHidden(false);
      case "clipboard_cleared":
        return clipboard.forget();
      case "files_over":
        return void (drops.over = event.over);
      case "provider_file_dropped":
        nav.close();
        // A file adds a provider: it never fills the settings of one that has accounts.
        nav.showAdd();
        return drops.take({ name: event.name, file: event.file });
      case "token_dropped":
        nav.close();
        nav.go("inspector");
        return inspector.show(event.inspection);
      case "drop_failed":
        nav.close();
        if (event.provider) {
          nav.showAdd();
          return drops.fail(event.error);
        }
        nav.go("inspector");
        return inspector.failed(event.error);
      default:
        return event satisfies never;
    }
  });
}

/** Calls back once the next frame is on the screen, or after a second where the window is not shown at all. */
export function afterPaint(callback: () => void): void {
  let called = false;
  const once = () => {
    if (called) return;
    called = true;
    callback();
  };
  requestAnimationFrame(() => setTimeout(once));
  setTimeout(once, 1000);
}
