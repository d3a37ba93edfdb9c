/**
 * The little of the web that the pages need: escaping by construction, forms, headers, static files.
 */
import { readFileSync } from 'node:fs';

const LONGEST_FORM = 8 * 1024;

/** Markup that may be put into a page as it is. Only `html` makes it. */
class Markup {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }
}

/**
 * A template tag: what stands in the literal is markup, everything interpolated is escaped, unless it is markup itself.
 *
 * @param {TemplateStringsArray} literal
 * @param {...unknown} values
 */
export function html(literal, ...values) {
  return new Markup(literal.reduce((page, part, i) => page + render(values[i - 1]) + part));
}

/**
 * @param {unknown} value
 * @returns {string}
 */
function render(value) {
  if (value instanceof Markup) {
    return value.text;
  }
  if (Array.isArray(value)) {
    return value.map(render).join('');
  }
  return value === undefined || value === null || value === false ? '' : escape(String(value));
}

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** @param {string} text */
function escape(text) {
  return text.replace(/[&<>"']/gu, (sign) => ENTITIES[/** @type {keyof typeof ENTITIES} */ (sign)]);
}

/**
 * @param {string} [redirects] where forms may lead besides this origin, as a CSP source list: Chromium applies
 *   `form-action` to the whole chain of redirects, up to the client's loopback address
 * @returns {Record<string, string>}
 */
export function pageHeaders(redirects = '') {
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy':
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; " +
      `base-uri 'none'; frame-ancestors 'none'; form-action 'self' ${redirects}`.trimEnd(),
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  };
}

/**
 * @param {import('koa').Context} ctx
 * @param {Markup} page
 * @param {number} [status]
 * @param {string} [redirects] see pageHeaders
 */
export function sendPage(ctx, page, status = 200, redirects = '') {
  ctx.status = status;
  ctx.set(pageHeaders(redirects));
  ctx.body = page.text;
}

/**
 * @param {import('node:http').IncomingMessage} req
 * @returns {Promise<string>} the body
 * @throws {RangeError} when it is longer than any form here
 */
export async function readBody(req) {
  let text = '';
  for await (const chunk of req) {
    text += chunk;
    if (text.length > LONGEST_FORM) {
      throw new RangeError('form too long');
    }
  }
  return text;
}

const asset = (/** @type {string} */ name, /** @type {string} */ type) =>
  /** @type {const} */ ([`/assets/${name}`, { type, text: readFileSync(new URL(`assets/${name}`, import.meta.url), 'utf8') }]);

/** @type {Map<string, {type: string, text: string}>} */
export const ASSETS = new Map([
  asset('style.css', 'text/css; charset=utf-8'),
  asset('sign-in.js', 'text/javascript; charset=utf-8'),
  asset('control.js', 'text/javascript; charset=utf-8'),
]);

/** Serves the three files of the pages.
 *
 * @type {import('koa').Middleware}
 */
export async function assets(ctx, next) {
  const file = ASSETS.get(ctx.path);
  if (!file) {
    return next();
  }
  ctx.set({ 'Content-Type': file.type, 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-cache' });
  ctx.body = file.text;
  return undefined;
}
