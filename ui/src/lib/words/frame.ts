// The words of the frame around every page: the sidebar and the window's own menu.

export const frameWords = {
  app: "Lanyard",
  pages: "Pages",
  /** What the badge beside a page means. */
  needYou: (page: string, count: number) => `${page}, ${count} ${count === 1 ? "needs" : "need"} you`,
  /** Of the profile's name beside the app's. */
  profile: (name: string) =>
    `This is the profile “${name}”. Its accounts and its keychain entries are its own; those of other profiles are not touched.`,
  menu: "Menu",
  palette: "Find or do…",
  add: "Add an account",
  larger: "Larger text",
  smaller: "Smaller text",
  keys: "Keys",
  support: "Copy for support…",
  quit: "Quit",
} as const;
