/**
 * The people of the demo enterprise: one of each kind that uses Lanyard, one whose account is disabled, and colleagues
 * of theirs, who are there to be seen and whose passwords nobody is shown.
 *
 * Passwords are made anew at each start and are known to the sign-in page, the ready line and the record file only, so
 * none is ever written into the repository.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * @typedef {object} Person
 * @property {string} login what is typed into the sign-in page
 * @property {string} name
 * @property {string} email
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

/** Scopes that only some roles are granted; the others are refused it, which the client has to show. */
const ONLY_FOR = new Map([
  ['orders:write', ['support', 'administrator', APPROVER]],
  ['sessions:manage', ['administrator']],
]);

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

/** Login and name; some names are what a table has to bear. */
const COLLEAGUES = [
  ['bob', 'Bob Ray'],
  ['carol', 'Carol Wu'],
  ['priya', 'Priya Nair'],
  ['kwame', 'Kwame Mensah'],
  ['zoe', 'Zoë Brückner'],
  ['lukasz', 'Łukasz Nowak'],
  ['siobhan', 'Siobhán O’Brien'],
  ['yuki', '田中 由紀'],
  ['nour', 'نور الهاشمي'],
  ['noa', 'נועה לוי'],
  ['dmitri', 'Дмитрий Волков'],
  ['max', 'Maximiliane von und zu Hohenstein-Wolkenburg'],
];

/** @returns {Person[]} the staff, each with a password of this start only */
export function hire() {
  return STAFF.map(atWork);
}

/** @returns {Person[]} their colleagues */
export function hireColleagues() {
  return COLLEAGUES.map(([login, name]) => {
    const [acme, contoso] = [`acme ${login}`, `contoso ${login}`].map(digest);
    const sub = { acme: acme.toString('hex', 0, 16), contoso: contoso.toString('base64url', 0, 12) };
    return atWork({ login, name, role: 'employee', groups: ['Everyone'], roles: ['employee'], disabled: false, sub });
  });
}

/** @param {Omit<Person, 'email' | 'datedBack' | 'password'>} person */
function atWork(person) {
  const { login } = person;
  return { ...structuredClone(person), email: `${login}@acme.example`, datedBack: 0, password: newPassword(login) };
}

/** The directory both providers share. */
export class Directory {
  /**
   * @param {Person[]} people who sign in in the demo
   * @param {Person[]} [colleagues] who are only there
   */
  constructor(people, colleagues = []) {
    this.people = people;
    this.everyone = [...people, ...colleagues];
  }

  /**
   * @param {string} login
   * @returns {Person | undefined}
   */
  byLogin(login) {
    return this.everyone.find((person) => person.login === login);
  }

  /**
   * @param {'acme' | 'contoso'} provider
   * @param {string} sub
   * @returns {Person | undefined}
   */
  bySub(provider, sub) {
    return this.everyone.find((person) => person.sub[provider] === sub);
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

/**
 * @param {Person} person
 * @param {string} scope
 */
export function mayHave(person, scope) {
  return ONLY_FOR.get(scope)?.some((role) => person.roles.includes(role)) ?? true;
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
  return timingSafeEqual(digest(expected), digest(given));
}

/** @param {string} text */
function digest(text) {
  return createHash('sha256').update(text).digest();
}
