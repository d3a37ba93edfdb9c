/**
 * A client and a browser made of plain fetch, for the tests of the demo enterprise.
 */
import { createHash, randomBytes } from 'node:crypto';

export const REDIRECT_URI = 'http://127.0.0.1:43210/callback';
export const ORDERS = 'https://orders.acme.example';
export const MAIL = 'https://mail.acme.example';
export const ALL_SCOPES = 'openid profile email offline_access orders:read orders:write';

/** A browser: keeps cookies per origin and path, follows redirects, presses buttons. */
export class Browser {
  #cookies = new Map();

  /** @param {string} redirectUri navigation stops there */
  constructor(redirectUri = REDIRECT_URI) {
    this.redirectUri = redirectUri;
  }

  /**
   * @param {string | URL} url
   * @param {Record<string, string>} [form] sent with POST
   * @returns {Promise<{url: URL, status: number, text: string, headers: Headers}>} where the redirects ended
   */
  async open(url, form) {
    const target = new URL(url);
    const reply = await fetch(target, {
      method: form ? 'POST' : 'GET',
      body: form && new URLSearchParams(form),
      headers: { Cookie: this.#cookiesFor(target) },
      redirect: 'manual',
    });
    this.#keep(target, reply.headers.getSetCookie());
    const location = reply.headers.get('Location');
    if (location === null) {
      return { url: target, status: reply.status, text: await reply.text(), headers: reply.headers };
    }
    await reply.body?.cancel();
    const next = new URL(location, target);
    return next.href.startsWith(this.redirectUri) ? { url: next, status: 303, text: '', headers: reply.headers } : this.open(next);
  }

  /**
   * Sends a form of the page: the interaction's own path and an action.
   *
   * @param {{url: URL}} page
   * @param {string} action
   * @param {Record<string, string>} [form]
   */
  press(page, action, form = {}) {
    const [, , uid] = page.url.pathname.split('/');
    return this.open(new URL(`/interaction/${uid}/${action}`, page.url), form);
  }

  /** Carries out a page that sends its only form by itself. */
  submit(page) {
    const action = /action="([^"]+)"/u.exec(page.text)[1];
    const fields = [...page.text.matchAll(/name="([^"]+)" value="([^"]*)"/gu)].map(([, name, value]) => [name, value]);
    return this.open(action, Object.fromEntries(fields));
  }

  #cookiesFor({ origin, pathname }) {
    return [...this.#cookies.values()]
      .filter((cookie) => cookie.origin === origin && pathname.startsWith(cookie.path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  #keep({ origin }, lines) {
    for (const line of lines) {
      const [, name, value] = /^([^=]+)=([^;]*)/u.exec(line);
      const path = /path=([^;]+)/iu.exec(line)?.[1] ?? '/';
      const key = `${origin} ${path} ${name}`;
      if (value === '' || /expires=Thu, 01 Jan 1970/iu.test(line)) {
        this.#cookies.delete(key);
      } else {
        this.#cookies.set(key, { origin, path, name, value });
      }
    }
  }
}

/** One client at one provider. */
export class Client {
  /**
   * @param {{issuer: string, client_id: string, client_secret?: string}} registration
   * @param {Browser} [browser]
   */
  constructor(registration, browser = new Browser()) {
    Object.assign(this, { registration, browser });
    this.verifier = randomBytes(32).toString('base64url');
  }

  /**
   * @param {Record<string, string | string[]>} [extra] parameters of the authorization request; undefined leaves one out
   * @returns {URL}
   */
  authorizationUrl(extra = {}) {
    const url = new URL('/authorize', this.registration.issuer);
    const parameters = {
      client_id: this.registration.client_id,
      response_type: 'code',
      redirect_uri: this.browser.redirectUri,
      scope: ALL_SCOPES,
      prompt: 'consent',
      state: randomBytes(8).toString('hex'),
      nonce: randomBytes(8).toString('hex'),
      code_challenge: createHash('sha256').update(this.verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...extra,
    };
    for (const [name, values] of Object.entries(parameters)) {
      for (const value of values === undefined ? [] : [values].flat()) {
        url.searchParams.append(name, value);
      }
    }
    return url;
  }

  /** @returns {Promise<{url: URL, status: number, text: string, headers: Headers}>} the first page shown */
  begin(extra) {
    return this.browser.open(this.authorizationUrl(extra));
  }

  /**
   * Signs in, allows everything, and comes back.
   *
   * @param {{login: string, password: string}} person
   * @param {Record<string, string | string[]>} [extra]
   * @returns {Promise<URLSearchParams>} what the callback carries
   */
  async signIn({ login, password }, extra) {
    let page = await this.begin(extra);
    page = await this.browser.press(page, 'sign-in', { login, password });
    if (page.text.includes('Submitting Callback')) {
      page = await this.browser.submit(page); // somebody else was signed in: oidc-provider ends their session first
    }
    page = await this.browser.press(page, 'consent', { answer: 'allow' });
    return page.url.searchParams;
  }

  /** @param {string} code @param {Record<string, string>} [extra] */
  exchange(code, extra = {}) {
    const redirect = { redirect_uri: this.browser.redirectUri, code_verifier: this.verifier };
    return this.token({ grant_type: 'authorization_code', code, ...redirect, ...extra });
  }

  /** @param {string} refreshToken @param {Record<string, string>} [extra] */
  refresh(refreshToken, extra = {}) {
    return this.token({ grant_type: 'refresh_token', refresh_token: refreshToken, ...extra });
  }

  token(form) {
    return this.post('/token', form);
  }

  /** Signs in and exchanges the code. */
  async link(who, { request, exchange } = {}) {
    const code = (await this.signIn(who, request)).get('code');
    const { status, body } = await this.exchange(code, exchange);
    if (status !== 200) {
      throw new Error(`exchange refused: ${JSON.stringify(body)}`);
    }
    return body;
  }

  /** @returns {Promise<{status: number, body: any, headers: Headers}>} */
  async post(path, form) {
    const { issuer, client_id, client_secret } = this.registration;
    const basic = client_secret && `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`;
    const reply = await fetch(new URL(path, issuer), {
      method: 'POST',
      body: new URLSearchParams({ ...form, ...(basic ? {} : { client_id }) }),
      headers: basic ? { Authorization: basic } : {},
    });
    const text = await reply.text();
    return { status: reply.status, body: isJson(reply) ? JSON.parse(text) : text, headers: reply.headers };
  }

  async userinfo(accessToken) {
    const reply = await fetch(new URL('/userinfo', this.registration.issuer), {
      headers: { Authorization: `Bearer ${accessToken}` },
    });
    return { status: reply.status, body: await reply.json() };
  }
}

/** The control API: posts JSON. */
export async function control(ready, action, input = {}) {
  const reply = await fetch(new URL(`/control/${action}`, ready.control), {
    method: 'POST', body: JSON.stringify(input), headers: { 'Content-Type': 'application/json' },
  });
  return { status: reply.status, body: await reply.json() };
}

/** @param {string} jwt */
export function decode(jwt) {
  const [header, payload] = jwt.split('.').slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
  return { header, payload };
}

/** @param {{people: any[]}} ready @param {string} login */
export function person(ready, login) {
  return ready.people.find((one) => one.login === login);
}

/** @param {Response} reply */
function isJson(reply) {
  return reply.headers.get('Content-Type')?.startsWith('application/json');
}
