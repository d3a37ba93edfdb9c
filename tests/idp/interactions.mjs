/**
 * The pages between the authorization request and its answer: signing in and consenting, on this enterprise's own terms.
 *
 * 1. Nobody is signed in without their password; a disabled person is told so only after the right one.
 * 2. A grant holds what the person allowed and the enterprise gives; the rest is recorded as refused, so it is not asked
 *    for twice.
 * 3. A form counts only with the interaction's cookie (SameSite=Lax, path of this interaction): that is the CSRF defence.
 */
import { mayHave } from './people.mjs';
import { consentPage, disabledPage, errorPage, signInPage } from './pages.mjs';
import { readBody, sendPage } from './web.mjs';

const ROUTE = /^\/interaction\/([\w-]+)(?:\/(sign-in|stay|consent|return|cancel))?$/u;

/** What the pages call themselves in the ID token's `acr` and `amr` (RFC 8176). */
const HOW_SIGNED_IN = { acr: 'urn:acme:password', amr: ['pwd'] };

const WRONG = 'Wrong login or password. Try again.';

/**
 * @param {import('./authority.mjs').Authority} authority
 * @returns {import('koa').Middleware}
 */
export function interactions(authority) {
  return async (ctx, next) => {
    const [, , action] = ROUTE.exec(ctx.path) ?? [];
    if (!ROUTE.test(ctx.path)) {
      return next();
    }
    try {
      const step = await Step.load(authority, ctx);
      return await step.take(ctx.method === 'POST' ? action : undefined);
    } catch (problem) {
      return sendPage(ctx, errorPage({ provider: authority.brand, ...wordsFor(problem) }), 400);
    }
  };
}

/** @param {unknown} problem */
function wordsFor(problem) {
  const code = /** @type {{error?: string}} */ (problem).error ?? 'server_error';
  return code === 'invalid_request'
    ? { error: code, description: 'This sign-in has ended or was started in another browser.' }
    : { error: code, description: 'The sign-in pages failed.' };
}

/** One request within one interaction. */
class Step {
  /** @param {{authority: import('./authority.mjs').Authority, ctx: any, details: any, client: any}} parts */
  constructor({ authority, ctx, details, client }) {
    this.authority = authority;
    this.ctx = ctx;
    this.details = details;
    this.client = client;
  }

  /**
   * @param {import('./authority.mjs').Authority} authority
   * @param {any} ctx
   */
  static async load(authority, ctx) {
    const details = await authority.provider.interactionDetails(ctx.req, ctx.res);
    const client = await authority.provider.Client.find(details.params.client_id);
    return new Step({ authority, ctx, details, client });
  }

  /** @param {string | undefined} action the form that was sent; undefined shows the page */
  async take(action) {
    switch (action) {
      case 'sign-in':
        return this.signIn(await this.#form());
      case 'stay':
        return this.stay();
      case 'consent':
        return this.consent(await this.#form());
      case 'return':
        return this.#finish({ error: 'access_denied', error_description: 'account disabled' });
      case 'cancel':
        return this.#finish({ error: 'access_denied', error_description: 'sign-in cancelled' });
      default:
        return this.show();
    }
  }

  show() {
    return this.details.prompt.name === 'consent' ? this.#showConsent() : this.#showSignIn();
  }

  /** @param {URLSearchParams} form */
  signIn(form) {
    const login = form.get('login') ?? '';
    const person = this.authority.directory.check(login, form.get('password') ?? '');
    if (!person) {
      return this.#showSignIn({ login, problem: WRONG });
    }
    if (person.disabled) {
      const { brand: provider } = this.authority;
      return this.#page(disabledPage({ provider, uid: this.details.uid, person }), 403);
    }
    const accountId = this.authority.subOf(person);
    return this.#finish({ select_account: {}, login: { accountId, ...HOW_SIGNED_IN } });
  }

  /** The person whose session this browser holds goes on as they are. */
  stay() {
    return this.#mayStay() ? this.#finish({ select_account: {} }) : this.#showSignIn();
  }

  /** @param {URLSearchParams} form */
  async consent(form) {
    if (form.get('answer') !== 'allow') {
      return this.#finish({ error: 'access_denied', error_description: 'consent declined' });
    }
    const { provider } = this.authority;
    const { session, params, prompt } = this.details;
    const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    const { missingOIDCScope, missingOIDCClaims, missingResourceScopes } = prompt.details;
    if (missingOIDCScope) {
      const { granted, refused } = this.#sort(missingOIDCScope);
      grant.addOIDCScope(granted.join(' '));
      if (refused.length > 0) {
        grant.rejectOIDCScope(refused.join(' '));
      }
    }
    if (missingOIDCClaims) {
      grant.addOIDCClaims(missingOIDCClaims);
    }
    for (const [resource, scopes] of Object.entries(missingResourceScopes ?? {})) {
      const { granted, refused } = this.#sort(scopes);
      grant.addResourceScope(resource, granted.join(' '));
      if (refused.length > 0) {
        grant.rejectResourceScope(resource, refused.join(' '));
      }
    }
    return this.#finish({ consent: { grantId: await grant.save() } });
  }

  #showConsent() {
    const { missingOIDCScope = [], missingResourceScopes = {} } = this.details.prompt.details;
    const asked = new Set([missingOIDCScope, ...Object.values(missingResourceScopes)].flat());
    const { brand: provider } = this.authority;
    const view = { provider, uid: this.details.uid, client: this.client.clientName, person: this.#person() };
    return this.#page(consentPage({ ...view, ...this.#sort([...asked]) }));
  }

  /** @param {{login?: string, problem?: string}} [view] */
  #showSignIn({ login = this.#hint(), problem } = {}) {
    const { brand: provider, directory } = this.authority;
    return this.#page(
      signInPage({
        provider,
        uid: this.details.uid,
        client: this.client.clientName,
        people: directory.people,
        login,
        problem,
        signedIn: this.#mayStay() ? this.#person() : undefined,
      }),
      problem ? 401 : 200,
    );
  }

  /** @returns {string} the login of whoever `login_hint` names by login, address or subject; else the hint itself */
  #hint() {
    const hint = this.details.params.login_hint ?? '';
    const { directory, brand } = this.authority;
    return (directory.bySub(brand.key, hint) ?? directory.find(hint))?.login ?? hint;
  }

  #mayStay() {
    return this.details.prompt.name === 'select_account' && this.#person() !== undefined;
  }

  #person() {
    const { session } = this.details;
    return session?.accountId && this.authority.directory.bySub(this.authority.brand.key, session.accountId);
  }

  /** @param {string[]} scopes */
  #sort(scopes) {
    const given = (/** @type {string} */ scope) => mayHave(this.#person(), scope);
    return { granted: scopes.filter(given), refused: scopes.filter((scope) => !given(scope)) };
  }

  async #form() {
    return new URLSearchParams(await readBody(this.ctx.req));
  }

  /**
   * @param {ReturnType<typeof signInPage>} page
   * @param {number} [status]
   */
  #page(page, status = 200) {
    return sendPage(this.ctx, page, status, formTarget(this.details.params.redirect_uri));
  }

  /** @param {Record<string, unknown>} result */
  async #finish(result) {
    const { provider } = this.authority;
    this.ctx.status = 303;
    this.ctx.redirect(await provider.interactionResult(this.ctx.req, this.ctx.res, result));
  }
}

/** @param {string} redirectUri */
function formTarget(redirectUri) {
  const { origin, hostname } = new URL(redirectUri);
  // A CSP source cannot name an IPv6 literal; the scheme is the narrowest that lets the answer through.
  return hostname.startsWith('[') ? 'http:' : origin;
}
