// Where the person is: page, selection, tab, and which dialog lies on top.

/** Pages of the sidebar, in its order. A page is listed only when it is built. */
export const PAGES = ["accounts", "activity", "programs", "inspector", "requests", "console"] as const;
export type Page = (typeof PAGES)[number];

/** The sidebar's groups; the first has no name, the last is there where a provider has a console. */
export const GROUPS: readonly { name: string | null; pages: readonly Page[] }[] = [
  { name: null, pages: ["accounts", "activity", "programs"] },
  { name: "Tools", pages: ["inspector", "requests"] },
  { name: "Admin", pages: ["console"] },
];

/** Tabs of an account, in their order. */
export const TABS = ["overview", "claims", "access", "activity", "provider"] as const;
export type Tab = (typeof TABS)[number];

/** What stands in the detail of the page Accounts. */
export type Selection =
  | { kind: "none" }
  | { kind: "account"; id: string }
  /** A sign-in that belongs to no account yet. */
  | { kind: "sign_in"; id: string }
  /** Add an account: the providers and the form for another one. */
  | { kind: "add" }
  /** Change a provider's settings. */
  | { kind: "edit_provider"; id: string };

/** A dialog; at most one is open. */
export type Dialog =
  | { kind: "palette" }
  | { kind: "keys" }
  | { kind: "keychain_help" }
  | { kind: "handle"; account: string }
  | { kind: "sign_out"; account: string }
  | { kind: "remove"; account: string }
  | { kind: "support"; account: string | null; reference: string | null };

/** The window's place. */
export class Navigation {
  page = $state<Page>("accounts");
  selection = $state.raw<Selection>({ kind: "none" });
  tab = $state<Tab>("overview");
  dialog = $state.raw<Dialog | null>(null);
  /** In a narrow window only one of list and detail is seen: whether it is the detail. */
  detailInFront = $state(false);
  #before: Selection = { kind: "none" };

  /** Goes to a page. */
  go(page: Page) {
    this.page = page;
    this.detailInFront = false;
  }

  /** Shows an account, keeping the tab unless another is named. */
  showAccount(id: string, tab?: Tab) {
    this.page = "accounts";
    this.#select({ kind: "account", id });
    if (tab) this.tab = tab;
  }

  /** Shows a sign-in that has no account yet. */
  showSignIn(id: string) {
    this.page = "accounts";
    this.#select({ kind: "sign_in", id });
  }

  /** Shows the way to add an account. */
  showAdd() {
    this.page = "accounts";
    if (this.selection.kind !== "add") this.#before = this.selection;
    this.#select({ kind: "add" });
  }

  /** Goes back to what was shown before *Add an account*. */
  cancelAdd() {
    this.selection = this.#before;
    this.#before = { kind: "none" };
    this.detailInFront = false;
  }

  /** Shows a provider's settings. */
  showEditProvider(id: string) {
    this.page = "accounts";
    this.#select({ kind: "edit_provider", id });
  }

  /** Selects without bringing the detail to the front of a narrow window (arrow keys, start). */
  selectQuietly(selection: Selection) {
    this.selection = selection;
  }

  /** The account in the detail, if it is one. */
  get account(): string | null {
    return this.selection.kind === "account" ? this.selection.id : null;
  }

  /** Opens a dialog in place of any other. */
  open(dialog: Dialog) {
    this.dialog = dialog;
  }

  /** Closes whatever dialog is open. */
  close() {
    this.dialog = null;
  }

  /** One level up: from the detail to the list, in a narrow window. */
  back() {
    this.detailInFront = false;
  }

  #select(selection: Selection) {
    this.selection = selection;
    this.detailInFront = true;
  }
}
