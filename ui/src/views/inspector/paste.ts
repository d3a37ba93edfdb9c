// Pasting on the Inspector's page: the browser's own is cancelled, so that no token enters the page, and the
// engine reads the clipboard instead. Only a field that asks for an address or a time pastes by itself
// (`data-own-paste`), and dialogs do.

/** Whether what happens at this place is a paste that the page must not see. */
function ours(event: Event): boolean {
  if (document.querySelector('[role="dialog"]')) return false;
  return !(event.target instanceof Element && event.target.closest("[data-own-paste]"));
}

/** The keys that paste: Ctrl+V, Cmd+V, with Shift as plain text, and Shift+Insert. */
function isPasteKey(event: KeyboardEvent): boolean {
  if (event.altKey || event.isComposing) return false;
  if (event.key.toLowerCase() === "v") return event.ctrlKey || event.metaKey;
  return event.key === "Insert" && event.shiftKey && !event.ctrlKey;
}

/** Handlers for the window: `ask` is called once for each paste, and told whether the middle button pasted. */
export function pasteHandlers(ask: (selection: boolean) => unknown) {
  // The middle button pastes what is selected elsewhere, which is no copy; the event itself doesn't say so.
  let middle = false;

  return {
    mousedown(event: MouseEvent) {
      middle = event.button === 1;
    },

    keydown(event: KeyboardEvent) {
      middle = false;
      if (event.defaultPrevented || !isPasteKey(event) || !ours(event)) return;
      event.preventDefault();
      if (!event.repeat) ask(false);
    },

    /** By the context menu, the middle button, or a key that the handler above doesn't know. */
    paste(event: ClipboardEvent) {
      if (!ours(event)) return;
      event.preventDefault();
      ask(middle);
      middle = false;
    },

    /** Text that is dragged here would be in the page before anybody could take it away; files come by the shell. */
    drop(event: DragEvent) {
      if (ours(event)) event.preventDefault();
    },

    beforeinput(event: InputEvent) {
      if (/^insertFrom(Paste|Drop|Yank)/.test(event.inputType) && ours(event)) event.preventDefault();
    },
  };
}
