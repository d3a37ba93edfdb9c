import { afterEach, describe, expect, it, vi } from "vitest";
import { Guard, MOMENT } from "./guard";

let stop: (() => void) | undefined;
afterEach(() => stop?.());

function guarded() {
  let now = 0;
  const guard = new Guard(() => now);
  stop = guard.watch(window);
  const heard = vi.fn();
  const button = document.createElement("button");
  button.addEventListener("click", heard);
  document.body.append(button);
  return { guard, heard, button, at: (time: number) => (now = time) };
}

describe("the guard", () => {
  it("swallows a click that comes before the moment has passed", () => {
    const { heard, button, at } = guarded();
    at(MOMENT - 1);
    button.click();
    expect(heard).not.toHaveBeenCalled();
    at(MOMENT);
    button.click();
    expect(heard).toHaveBeenCalledOnce();
  });

  it("begins anew when the window is focused again", () => {
    const { heard, button, at } = guarded();
    at(5_000);
    window.dispatchEvent(new FocusEvent("focus"));
    at(5_000 + MOMENT - 1);
    button.click();
    expect(heard).not.toHaveBeenCalled();
  });

  it("swallows keys, so that an Enter meant for another window is no answer", () => {
    const { at } = guarded();
    at(10);
    const event = new KeyboardEvent("keydown", { key: "Enter", cancelable: true, bubbles: true });
    document.body.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(true);
  });
});
