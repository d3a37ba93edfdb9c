/**
 * The people of the demo enterprise: one of each kind that uses Lanyard, and one whose account is disabled.
 *
 * Passwords are made anew at each start and are known to the sign-in page, the ready line and the record file only, so
 * none is ever written into the repository.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * @typedef {object} Person
 * @property {string} login what is typed into the sign-in page
 * @property {string} name
 * @property {string} role the person's part in the demo: employee, support, administrator
 * @property {string[]} groups
 * @property {string[]} roles what the tokens say; changed by the control page
 * @property {number} datedBack seconds by which this person's next JWT access tokens are older than they are
 * @property {boolean} disabled
 * @property {string} password
 * @property {{acme: string, contoso: string}} sub the subject at each provider: the same person is two accounts
 */

/** A role the control page may give and take. It also lets its holder write orders. */
export const APPROVER = 'approver';

/** Roles that may be granted `orders:write`; plain employees are refused it, which the client has to show. */
const MAY_WRITE_ORDERS = new Set(['support', 'administrator', APPROVER]);

const STAFF = [
  {
    login: 'ada',
    name: 'Ada Lovelace',
    role: 'employee',
    groups: ['Engineering', 'Analytical Engine'],
    roles: ['employee'],
    disabled: false,
    sub: { acme: '5f1c0b7e-83d2-4c0a-9a55-0e7f4d1b6a21', contoso: 'xQ7mZr2LwVtN9kPd' },
  },
  {
    login: 'sam',
    name: 'Sam Okafor',
    role: 'support',
    groups: ['Service Desk'],
    roles: ['employee', 'support'],
    disabled: false,
    sub: { acme: 'c28e94d1-6b3f-4f7e-8d0c-52a9b7e3f410', contoso: 'Jb4YtH8sUeKc1RfA' },
  },
  {
    login: 'grace',
    name: 'Grace Hopper',
    role: 'administrator',
    groups: ['Identity Team', 'Service Desk'],
    roles: ['employee', 'administrator'],
    disabled: false,
    sub: { acme: '91d7a3f6-2e5b-4b88-b6c4-7f08e1d95c3a', contoso: 'oG6pWi3DnXvE5yTz' },
  },
  {
    login: 'dan',
    name: 'Dan Marsh',
    role: 'employee',
    groups: ['Field Sales'],
    roles: ['employee'],
    disabled: true,
    sub: { acme: 'e40b62c9-f1a7-4d36-a9e8-3b6d5c802f17', contoso: 'Mh2CqS7aBlUj0OxK' },
  },
];

/** @returns {Person[]} the staff, each with a password of this start only */
export function hire() {
  return STAFF.map((person) => ({ ...structuredClone(person), datedBack: 0, password: newPassword(person.login) }));
}

/** The directory both providers share. */
export class Directory {
  /** @param {Person[]} people */
  constructor(people) {
    this.people = people;
  }

  /**
   * @param {string} login
   * @returns {Person | undefined}
   */
  byLogin(login) {
    return this.people.find((person) => person.login === login);
  }

  /**
   * @param {'acme' | 'contoso'} provider
   * @param {string} sub
   * @returns {Person | undefined}
   */
  bySub(provider, sub) {
    return this.people.find((person) => person.sub[provider] === sub);
  }

  /**
   * A login as people type it: the short name, or the address at either provider, in any case.
   *
   * @param {string} typed
   * @returns {Person | undefined}
   */
  find(typed) {
    const [login] = typed.trim().toLowerCase().split('@');
    return this.byLogin(login);
  }

  /**
   * @param {string} typed
   * @param {string} password
   * @returns {Person | undefined} the person whose password this is; a disabled person is still recognised
   */
  check(typed, password) {
    const person = this.find(typed);
    // An unknown login costs the same comparison as a wrong password.
    const right = sameSecret(person?.password ?? newPassword('nobody'), password);
    return right ? person : undefined;
  }
}

/** @param {Person} person */
export function mayWriteOrders(person) {
  return person.roles.some((role) => MAY_WRITE_ORDERS.has(role));
}

/** @param {string} login */
function newPassword(login) {
  const letters = randomBytes(8).toString('hex');
  return `${login}-${letters.match(/.{4}/gu)?.join('-')}`;
}

/**
 * @param {string} expected
 * @param {string} given
 */
function sameSecret(expected, given) {
  const digest = (/** @type {string} */ text) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(expected), digest(given));
}
