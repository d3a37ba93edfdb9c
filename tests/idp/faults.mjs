/**
 * Faults that a provider plays on request: what a client meets in bad weather.
 *
 * 1. A fault ends by itself when its seconds or its count are used up, on the clock given here; `clear` ends all at once
 *    and lets go whoever is still being held.
 * 2. A fault acts on whole endpoints, before the provider sees the request; only `commit-then-cut` lets the provider work
 *    and then withholds the answer.
 * 3. A delay and a failure can stand together: first the delay, then the failure.
 */
import { setTimeout as sleep } from 'node:timers/promises';

/** What `fail` can do; `error` is an OAuth error in JSON. */
export const KINDS = ['error', 'empty', 'html', 'cut', 'commit-then-cut', 'hang'];

/**
 * @typedef {object} Fault
 * @property {string} kind one of KINDS, or `slow`
 * @property {string} endpoint a name of ENDPOINTS, or `all`
 * @property {number} endsAt on the given clock, ms
 * @property {number} left how many requests it still takes
 * @property {number} [status]
 * @property {string} [error] the OAuth error code of kind `error`
 * @property {number} [retryAfter] seconds
 * @property {number} [delay] seconds, kind `slow`
 * @property {number} [every] only each so-manieth request
 * @property {number} seen how many requests it might have taken
 * @property {number} [bytes] how much of the answer gets out, kind `commit-then-cut`
 */

export class Faults {
  /** @type {Fault[]} */
  #faults = [];
  #release = new AbortController();
  #now;

  /** @param {() => number} now milliseconds, monotonic */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /** @param {Omit<Fault, 'endsAt' | 'left' | 'seen'> & {seconds: number, count?: number}} wanted */
  add({ seconds, count, ...fault }) {
    // A newer fault of the same sort takes the older one's place: the last button pressed is what is seen.
    const sort = ({ endpoint, kind, every }) => `${endpoint} ${kind === 'slow'} ${every}`;
    this.#faults = this.#faults.filter((other) => sort(other) !== sort(fault));
    this.#faults.push({ ...fault, endsAt: this.#now() + seconds * 1000, left: count ?? Infinity, seen: 0 });
  }

  clear() {
    this.#faults = [];
    this.#release.abort();
    this.#release = new AbortController();
  }

  /**
   * The fault for one request, which counts as one use.
   *
   * @param {string} endpoint
   * @param {'delay' | 'failure'} sort
   * @returns {Fault | undefined}
   */
  take(endpoint, sort) {
    const fault = this.#live().find(
      (one) => (one.kind === 'slow') === (sort === 'delay') && (one.endpoint === endpoint || one.endpoint === 'all')
        && isDue(one),
    );
    if (fault) {
      fault.left -= 1;
    }
    return fault;
  }

  /**
   * Holds a request until the time is over or the faults are cleared.
   *
   * @param {number} seconds
   */
  async hold(seconds) {
    await sleep(seconds * 1000, undefined, { signal: this.#release.signal, ref: false }).catch(() => {});
  }

  /** @param {Fault} fault */
  secondsLeft(fault) {
    return Math.max(0, (fault.endsAt - this.#now()) / 1000);
  }

  /** @returns {(Omit<Fault, 'endsAt' | 'left' | 'seen'> & {seconds_left: number, left: number | null})[]} for the control page */
  list() {
    return this.#live().map(({ endsAt, left, seen, ...fault }) => ({
      ...fault,
      seconds_left: Math.ceil((endsAt - this.#now()) / 1000),
      left: Number.isFinite(left) ? left : null,
    }));
  }

  #live() {
    this.#faults = this.#faults.filter(({ endsAt, left }) => endsAt > this.#now() && left > 0);
    return this.#faults;
  }
}

/**
 * Counts a request that the fault might take.
 *
 * @param {Fault} fault
 */
function isDue(fault) {
  fault.seen += 1;
  return fault.seen % (fault.every ?? 1) === 0;
}

/**
 * Answers one request as its failure says.
 *
 * @param {Fault} fault any kind but `slow`
 * @param {Faults} faults
 * @param {import('node:http').IncomingMessage} req
 * @param {import('node:http').ServerResponse} res
 * @param {() => void} serve lets the provider work on the request
 */
export async function play(fault, faults, req, res, serve) {
  switch (fault.kind) {
    case 'error':
      return answerError(fault, res);
    case 'empty':
      res.writeHead(fault.status ?? 400, { 'Content-Length': 0 }).end();
      return undefined;
    case 'html':
      res.writeHead(fault.status ?? 200, { 'Content-Type': 'text/html; charset=utf-8' });
      res.end('<!doctype html><title>Maintenance</title><h1>We will be right back</h1>');
      return undefined;
    case 'cut':
      res.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': 400 });
      res.write('{"access_token":"', () => req.socket.destroy());
      return undefined;
    case 'commit-then-cut':
      withhold(fault.bytes ?? 0, req, res);
      return serve();
    case 'hang':
      await faults.hold(faults.secondsLeft(fault));
      req.socket.destroy();
      return undefined;
    default:
      throw new Error(`no such fault: ${fault.kind}`);
  }
}

/**
 * @param {Fault} fault
 * @param {import('node:http').ServerResponse} res
 */
function answerError(fault, res) {
  const status = fault.status ?? 500;
  const error = fault.error ?? (status >= 500 || status === 429 ? 'server_error' : 'invalid_request');
  const retry = fault.retryAfter === undefined ? {} : { 'Retry-After': fault.retryAfter };
  res.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...retry });
  res.end(JSON.stringify({ error, error_description: 'asked for on the control page' }));
}

/**
 * Lets the provider write its answer and sends only its first bytes; with none of them, not even the status line.
 *
 * @param {number} bytes
 * @param {import('node:http').IncomingMessage} req
 * @param {import('node:http').ServerResponse} res
 */
function withhold(bytes, req, res) {
  const write = res.write.bind(res);
  /** @type {any} */ (res).end = (/** @type {string | Buffer | undefined} */ body) => {
    if (bytes === 0) {
      req.socket.destroy();
    } else {
      write(Buffer.from(body ?? '').subarray(0, bytes), () => req.socket.destroy());
    }
    return res;
  };
}
