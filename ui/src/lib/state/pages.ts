// Which pages the sidebar has: a page for which there is nothing here is not in it.
import type { App } from "./context";
import type { Page } from "./navigation.svelte";

/** Whether a page is in the sidebar: the console only where a provider has one. */
export function isThere({ admin }: Pick<App, "admin">, page: Page): boolean {
  return page !== "console" || admin.views.length > 0;
}
