/**
 * The control page's server: a page for people, a JSON API for tests, one list of actions behind both.
 *
 * 1. It listens on the loopback address and answers only requests that name it as host and come from its own pages or
 *    from no page at all, so that no web site can press its buttons.
 * 2. It says nothing secret: names, numbers and key ids.
 */
import { createServer } from 'node:http';

import { ACTIONS, WrongRequest } from './control-actions.mjs';
import { controlPage } from './control-page.mjs';
import { closeServer, listen } from './authority.mjs';
import { ASSETS, pageHeaders, readBody } from './web.mjs';

/**
 * @typedef {object} Enterprise what the actions act on
 * @property {Record<'acme' | 'contoso', import('./authority.mjs').Authority>} authorities
 * @property {import('./people.mjs').Directory} directory
 * @property {import('./requests.mjs').RequestLog} log
 * @property {import('./record.mjs').SecretRecord} record
 * @property {string} confidentialSecret
 */

export class Control {
  #server = createServer((req, res) => void this.#answer(req, res));

  /** @param {Enterprise} enterprise */
  constructor(enterprise) {
    this.enterprise = enterprise;
  }

  /** @param {number} port 0 for any free one */
  async start(port) {
    this.origin = await listen(this.#server, port);
  }

  stop() {
    return closeServer(this.#server);
  }

  /**
   * @param {import('node:http').IncomingMessage} req
   * @param {import('node:http').ServerResponse} res
   */
  async #answer(req, res) {
    try {
      if (!this.#isOwn(req)) {
        sendJson(res, 403, { error: 'only this page and programs without an origin may ask' });
      } else if (req.method === 'POST') {
        await this.#act(req, res);
      } else {
        this.#show(req, res);
      }
    } catch (problem) {
      const status = problem instanceof WrongRequest ? 400 : 500;
      sendJson(res, status, { error: /** @type {Error} */ (problem).message });
    }
  }

  /** @param {import('node:http').IncomingMessage} req */
  #isOwn({ headers }) {
    return `http://${headers.host}` === this.origin && (headers.origin === undefined || headers.origin === this.origin);
  }

  /**
   * @param {import('node:http').IncomingMessage} req
   * @param {import('node:http').ServerResponse} res
   */
  async #act(req, res) {
    const name = /^\/control\/([\w-]+)$/u.exec(req.url ?? '')?.[1] ?? '';
    if (!Object.hasOwn(ACTIONS, name)) {
      sendJson(res, 404, { error: 'no such action', actions: Object.keys(ACTIONS) });
      return;
    }
    const isForm = req.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
    const input = parseInput(await readBody(req), isForm);
    const result = await ACTIONS[name](this.enterprise, input);
    if (isForm) {
      res.writeHead(303, { Location: `/?done=${name}` }).end();
    } else {
      sendJson(res, 200, result);
    }
  }

  /**
   * @param {import('node:http').IncomingMessage} req
   * @param {import('node:http').ServerResponse} res
   */
  #show(req, res) {
    const { pathname, searchParams } = new URL(req.url ?? '/', this.origin);
    const file = ASSETS.get(pathname);
    if (pathname === '/') {
      const page = controlPage(stateOf(this.enterprise), searchParams.get('done') ?? '');
      res.writeHead(200, pageHeaders()).end(page.text);
    } else if (pathname === '/control/state') {
      sendJson(res, 200, stateOf(this.enterprise));
    } else if (pathname === '/control/requests') {
      const { counts, last } = this.enterprise.log;
      sendJson(res, 200, { counts, last });
    } else if (pathname === '/control/sessions') {
      sendJson(res, 200, storedAt(this.enterprise.authorities.acme));
    } else if (file) {
      res.writeHead(200, { 'Content-Type': file.type, 'X-Content-Type-Options': 'nosniff' }).end(file.text);
    } else {
      sendJson(res, 404, { error: 'nothing here' });
    }
  }
}

/** @param {Enterprise} enterprise */
function stateOf({ authorities, directory }) {
  const providers = Object.entries(authorities).map(([key, authority]) => [
    key,
    {
      name: authority.brand.name,
      issuer: authority.issuer,
      faults: authority.faults.list(),
      grace_seconds: authority.store.graceSeconds,
      signing_key: authority.keys.signing,
      published_keys: authority.keys.published,
    },
  ]);
  const people = directory.people.map((person) => ({
    login: person.login,
    name: person.name,
    roles: person.roles,
    dated_back: person.datedBack,
    disabled: person.disabled,
    holds: Object.fromEntries(Object.entries(authorities).map(([key, authority]) => [key, authority.holdingsOf(person)])),
  }));
  return { providers: Object.fromEntries(providers), people };
}

/**
 * What Acme ID has stored, as it is: the witness for what its admin route and a console say.
 *
 * @param {import('./authority.mjs').Authority} authority
 */
function storedAt({ store }) {
  const ids = (/** @type {string} */ model, /** @type {string} */ name) => {
    const entries = store.list(({ model: kind, payload }) => kind === model && payload.accountId && !payload.consumed);
    return entries.map(({ payload }) => ({ id: payload[name], user: payload.accountId }));
  };
  return { sessions: ids('Session', 'uid'), grants: ids('Grant', 'jti'), refresh_tokens: ids('RefreshToken', 'grantId') };
}

/**
 * @param {string} body
 * @param {boolean | undefined} isForm
 * @returns {Record<string, unknown>}
 */
function parseInput(body, isForm) {
  if (isForm) {
    return Object.fromEntries(new URLSearchParams(body));
  }
  try {
    const input = body === '' ? {} : JSON.parse(body);
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) {
      return input;
    }
  } catch {
    // falls through to the one answer
  }
  throw new WrongRequest('the body has to be a JSON object or a form');
}

/**
 * @param {import('node:http').ServerResponse} res
 * @param {number} status
 * @param {unknown} value
 */
function sendJson(res, status, value) {
  res.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  res.end(`${JSON.stringify(value, null, 2)}\n`);
}
