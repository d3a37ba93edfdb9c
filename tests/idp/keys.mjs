/**
 * The signing keys of one provider: the first signs, all are published.
 *
 * A rotation puts a new key in front and keeps the old ones in the JWKS, as real providers do, so that tokens already
 * out stay verifiable; forgetting them is the sharper exercise.
 */
import { generateKeyPair, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';

const RSA_BITS = 2048;

/** @typedef {JsonWebKey & {kid: string, alg: string, use: string}} SigningKey a private RSA key */

export class KeyRing {
  /** @param {SigningKey[]} keys */
  constructor(keys) {
    this.keys = keys;
  }

  static async create() {
    return new KeyRing([await newKey()]);
  }

  /** @returns {string} the id of the key that signs */
  get signing() {
    return this.keys[0].kid;
  }

  /** @returns {string[]} the ids in the JWKS, the signing one first */
  get published() {
    return this.keys.map(({ kid }) => kid);
  }

  /** @param {{forget: boolean}} options whether the old keys leave the JWKS */
  async rotate({ forget }) {
    const fresh = await newKey();
    this.keys = forget ? [fresh] : [fresh, ...this.keys];
  }
}

/** @returns {Promise<SigningKey>} */
async function newKey() {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: RSA_BITS });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' };
}
