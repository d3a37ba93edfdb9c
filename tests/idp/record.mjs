/**
 * Writes down every secret the demo enterprise issues or is shown, so that the suite's scan knows what to look for.
 *
 * One JSON object per line, `{"kind", "value"}`, written at once (a killed server loses nothing). The file is readable by
 * its owner only. Without `--record` nothing is written.
 */
import { closeSync, fchmodSync, openSync, writeSync } from 'node:fs';

/**
 * @typedef {'refresh_token' | 'id_token' | 'access_token' | 'authorization_code' | 'client_secret' | 'password'
 *   | 'code_verifier' | 'state' | 'nonce'} SecretKind
 */

/** The members of a token response that are secrets. */
const IN_TOKEN_RESPONSE = /** @type {const} */ (['refresh_token', 'id_token', 'access_token']);

export class SecretRecord {
  #file;

  /** @param {string | undefined} path where to append; undefined writes nothing */
  constructor(path) {
    if (path !== undefined) {
      this.#file = openSync(path, 'a', 0o600);
      fchmodSync(this.#file, 0o600); // a file that was there before may have been wider
    }
  }

  /**
   * @param {SecretKind} kind
   * @param {unknown} value
   */
  add(kind, value) {
    if (this.#file !== undefined && typeof value === 'string' && value !== '') {
      writeSync(this.#file, `${JSON.stringify({ kind, value })}\n`);
    }
  }

  close() {
    if (this.#file !== undefined) {
      closeSync(this.#file);
      this.#file = undefined;
    }
  }
}

/**
 * @param {SecretRecord} record
 * @returns {import('koa').Middleware} records what passes through a provider, after the provider has answered
 */
export function recording(record) {
  return async (ctx, next) => {
    await next();
    const route = ctx.oidc?.route;
    if (route === 'token') {
      record.add('code_verifier', ctx.oidc.params?.code_verifier);
      for (const kind of IN_TOKEN_RESPONSE) {
        record.add(kind, ctx.body?.[kind]);
      }
    }
    if (route === 'authorization') {
      record.add('state', ctx.oidc.params?.state);
      record.add('nonce', ctx.oidc.params?.nonce);
    }
    if (route === 'authorization' || route === 'resume') {
      record.add('authorization_code', codeIn(ctx.response.get('Location')));
    }
  };
}

/** @param {string} location */
function codeIn(location) {
  return URL.canParse(location) ? new URL(location).searchParams.get('code') : undefined;
}
