// The window's one timer. It stands still while nobody can see the window.

/** Seconds between two steps of the coarse time. */
const COARSE = 10;

/** Reads the computer's clock in Unix seconds. */
export type ReadClock = () => number;

const systemClock: ReadClock = () => Date.now() / 1000;

/** The time, for everything that counts down or says how long ago. */
export class Clock {
  /** Unix seconds, whole; moves every second. For the detail and for a last minute. */
  now = $state(0);
  /** Unix seconds; moves every ten. For lists, which show whole minutes. */
  coarse = $state(0);
  #read: ReadClock;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hidden = { page: false, shell: false };

  constructor(read: ReadClock = systemClock) {
    this.#read = read;
    this.#step();
  }

  /** Starts ticking and follows the page's visibility; answers what ends both. */
  start(): () => void {
    const seen = () => this.#hide("page", document.visibilityState === "hidden");
    document.addEventListener("visibilitychange", seen);
    seen();
    this.#tick();
    return () => {
      document.removeEventListener("visibilitychange", seen);
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
  }

  /** The shell says whether the window is hidden. */
  setHidden(hidden: boolean) {
    this.#hide("shell", hidden);
  }

  #hide(who: "page" | "shell", hidden: boolean) {
    this.#hidden[who] = hidden;
    clearTimeout(this.#timer);
    if (!this.#hidden.page && !this.#hidden.shell) this.#tick();
  }

  #tick() {
    clearTimeout(this.#timer);
    this.#step();
    if (this.#hidden.page || this.#hidden.shell) return;
    this.#timer = setTimeout(() => this.#tick(), 1000 - ((this.#read() * 1000) % 1000));
  }

  #step() {
    const now = this.#read();
    this.now = Math.floor(now);
    const coarse = Math.floor(now / COARSE) * COARSE;
    // A step back (the clock was set) must show at once, too.
    if (coarse !== this.coarse) this.coarse = this.coarse === 0 ? this.now : coarse;
  }
}
