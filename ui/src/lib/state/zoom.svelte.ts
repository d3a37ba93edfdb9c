// Text size, Ctrl + and -: the layout answers like a narrower window.

const STEPS = [0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const;
const KEY = "lanyard.zoom";

/** The window's zoom, kept on this computer. */
export class Zoom {
  factor = $state<number>(read());

  larger() {
    this.#set(STEPS.find((step) => step > this.factor) ?? this.factor);
  }

  smaller() {
    this.#set(STEPS.findLast((step) => step < this.factor) ?? this.factor);
  }

  reset() {
    this.#set(1);
  }

  #set(factor: number) {
    this.factor = factor;
    try {
      localStorage.setItem(KEY, String(factor));
    } catch {
      // A window without storage forgets the zoom; nothing else hangs on it.
    }
  }
}

function read(): number {
  try {
    const kept = Number(localStorage.getItem(KEY));
    return STEPS.find((step) => step === kept) ?? 1;
  } catch {
    return 1;
  }
}
