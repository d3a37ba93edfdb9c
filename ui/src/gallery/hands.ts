// What a picture does in the window before it is taken: waits, clicks, types.

/** Waits for an element, as long as a picture may take. */
export async function find<E extends HTMLElement>(selector: string): Promise<E> {
  for (let tries = 0; tries < 100; tries++) {
    const found = document.querySelector<E>(selector);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`the picture has no ${selector}`);
}

/** An element by its test id. */
export const byId = (testid: string) => `[data-testid="${testid}"]`;

/** Clicks an element once it is there. */
export const click = async (selector: string) => (await find(selector)).click();

/** Types into a field once it is there. */
export async function type(testid: string, text: string) {
  const field = await find<HTMLInputElement>(byId(testid));
  field.focus();
  field.value = text;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
