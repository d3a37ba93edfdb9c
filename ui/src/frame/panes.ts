// The window's panes: sidebar, list, detail. F6 goes round them; inside, Tab does.

const FOCUSABLE = "button, a[href], input, select, textarea, [tabindex='0']";

const visible = (element: HTMLElement) => element.offsetParent !== null;

/** Goes to the next pane, or the one before. */
export function nextPane(step: 1 | -1) {
  const panes = [...document.querySelectorAll<HTMLElement>("[data-pane]")].filter(visible);
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const name = panes[(at + step + panes.length) % panes.length]?.dataset["pane"];
  if (name) focusPane(name);
}

/** Goes to a pane: to what it names for that, else to its first control. */
export function focusPane(name: string) {
  const pane = document.querySelector<HTMLElement>(`[data-pane="${name}"]`);
  const preferred = pane?.querySelector<HTMLElement>("[data-pane-focus]");
  const first = [...(pane?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? [])].find(visible);
  (preferred ?? first)?.focus();
}
