// What the members of a token's header mean. Sources: RFC 7515 section 4.1, RFC 7516 section 4.1, RFC 7519
// section 5, RFC 7797 section 3, RFC 9068 section 2.1, RFC 9449 section 4.2.

/** A header parameter in words. */
export interface HeaderWords {
  readonly label: string;
  readonly meaning: string;
  readonly spec: string | null;
}

const jws = (section: string) => `RFC 7515 (JSON Web Signature), section ${section}`;
const jwe = (section: string) => `RFC 7516 (JSON Web Encryption), section ${section}`;
const word = (label: string, meaning: string, spec: string): HeaderWords => ({ label, meaning, spec });
const NEVER_USED = "Lanyard never fetches it and never takes a key from a token.";

const HEADER: Readonly<Record<string, HeaderWords>> = {
  alg: word("Algorithm", "How it was signed, or how its key was encrypted.", jws("4.1.1")),
  typ: word(
    "Type",
    "What kind of token this is. An access token says at+jwt, a logout token logout+jwt; JWT alone says nothing.",
    `${jws("4.1.9")}; RFC 9068, section 2.1`,
  ),
  cty: word("Content type", "What is inside: JWT where a token lies in a token.", jws("4.1.10")),
  kid: word(
    "Key ID",
    "Which of the issuer's keys signed it. It only chooses among keys already trusted.",
    jws("4.1.4"),
  ),
  jku: word("Key set address", `Where the signer says its keys are. ${NEVER_USED}`, jws("4.1.2")),
  jwk: word("Key", `The public key that the signer brings along. ${NEVER_USED}`, jws("4.1.3")),
  x5u: word("Certificate address", `Where the signer says its certificate is. ${NEVER_USED}`, jws("4.1.5")),
  x5c: word("Certificates", `The signer's certificate chain. ${NEVER_USED}`, jws("4.1.6")),
  x5t: word("Certificate thumbprint", "SHA-1 of the signer's certificate.", jws("4.1.7")),
  "x5t#S256": word("Certificate thumbprint", "SHA-256 of the signer's certificate.", jws("4.1.8")),
  crit: word(
    "Critical",
    "Parameters that whoever checks the token must understand. One that is unknown means: refuse it.",
    jws("4.1.11"),
  ),
  b64: word("Payload encoding", "Whether the payload is in base64url.", "RFC 7797, section 3"),
  enc: word("Content encryption", "How the content was encrypted.", jwe("4.1.2")),
  zip: word("Compression", "How the content was packed before it was encrypted.", jwe("4.1.3")),
  epk: word(
    "Ephemeral key",
    "The sender's one-time public key for agreeing on the encryption key.",
    "RFC 7518, section 4.6.1.1",
  ),
  apu: word("Producer", "Who made it, for agreeing on the key.", "RFC 7518, section 4.6.1.2"),
  apv: word("Recipient", "Whom it is for, for agreeing on the key.", "RFC 7518, section 4.6.1.3"),
  iv: word("Initialization vector", "A public value for unwrapping the key.", "RFC 7518, section 4.7.1.1"),
  tag: word("Authentication tag", "A public value for unwrapping the key.", "RFC 7518, section 4.7.1.2"),
  p2s: word("Salt", "The salt for making a key from a password.", "RFC 7518, section 4.8.1.1"),
  p2c: word("Rounds", "How often the password is hashed.", "RFC 7518, section 4.8.1.2"),
};

/** What a header parameter means; the signer chooses the names, so only own properties count. */
export function headerWords(name: string): HeaderWords {
  const known = Object.hasOwn(HEADER, name) ? HEADER[name] : undefined;
  return (
    known ?? { label: name, meaning: "The signer's own parameter. No specification defines it.", spec: null }
  );
}
