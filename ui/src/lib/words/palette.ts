// Words of the command palette and of the list of keys.
export const paletteWords = {
  label: "Find or do",
  placeholder: "Page, account or action",
  none: (text: string) => `Nothing is called “${text}”.`,
  group: { pages: "Page", accounts: "Account", actions: "Action" },
  results: (count: number) => (count === 1 ? "1 result" : `${count} results`),
  working: "At work",
  copied: (seconds: number) => `Copied · clears in ${seconds} s`,
  copiedPlain: "Copied",
} as const;

export const actionWords = {
  addAccount: "Add a work account",
  copyToken: (title: string) => `Copy access token of ${title}`,
  renew: (title: string) => `Renew ${title} now`,
  renewed: (title: string) => `${title} was renewed`,
  signIn: (title: string) => `Sign in ${title} again`,
  claims: (title: string) => `Claims of ${title}`,
  signOut: (title: string) => `Sign out ${title}…`,
  handle: (title: string) => `Change handle of ${title}…`,
  unlock: "Unlock the keychain",
  unlocked: "The keychain can be used",
  stillLocked: "The keychain is still locked",
  keys: "Keys",
  support: "Copy for support…",
  quit: "Quit Lanyard",
} as const;

/** What a key does. `Ctrl+` is written as the platform does. */
export interface KeyLine {
  readonly keys: readonly string[];
  readonly does: string;
}

export const keyGroups: readonly { readonly title: string; readonly lines: readonly KeyLine[] }[] = [
  {
    title: "Everywhere",
    lines: [
      { keys: ["Ctrl+K"], does: "Find a page, an account or an action" },
      { keys: ["Ctrl+1", "…", "Ctrl+6"], does: "Go to a page, in the sidebar's order" },
      { keys: ["Ctrl+F"], does: "Find on this page" },
      { keys: ["Ctrl+N"], does: "Add an account" },
      { keys: ["F6"], does: "Go to the next pane" },
      { keys: ["Esc"], does: "One level up" },
      { keys: ["Ctrl++", "Ctrl+-", "Ctrl+0"], does: "Larger, smaller, usual text" },
    ],
  },
  {
    title: "On an account",
    lines: [
      { keys: ["F5"], does: "Renew now" },
      { keys: ["Ctrl+C"], does: "Copy the selection, else the focused value" },
    ],
  },
  {
    title: "In lists",
    lines: [
      { keys: ["↑", "↓"], does: "Go to the next entry" },
      { keys: ["Home", "End"], does: "Go to the first or last entry" },
      { keys: ["A…Z"], does: "Type a name's beginning to go there" },
      { keys: ["Enter"], does: "Open" },
    ],
  },
];

export const keysWords = { title: "Keys", close: "Close" } as const;
