/**
 * What a person sees in the browser: sign-in, account selection, consent, sign-out, and the dead ends.
 *
 * Pages only draw. Element ids (`login`, `password`, `sign-in`, `allow`, `deny`, …) are what the browser tests hold on to.
 */
import { html } from './web.mjs';

/** @typedef {{key: string, name: string}} Brand */

/** What each scope means, in the words of the consent page. */
const SCOPE_WORDS = {
  openid: 'Know who you are',
  profile: 'See your name, groups and roles',
  email: 'See your email address',
  offline_access: 'Stay signed in when you are away',
  'orders:read': 'See your orders',
  'orders:write': 'Place and change orders',
  'mail:read': 'Read your mail',
  'sessions:manage': 'See who is signed in, and end their sessions',
};

/**
 * @param {object} page
 * @param {Brand} page.provider
 * @param {string} page.title
 * @param {ReturnType<typeof html>} page.body
 * @param {boolean} [page.scripted]
 */
function layout({ provider, title, body, scripted }) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – ${provider.name}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/style.css">
${scripted && html`<script src="/assets/sign-in.js" defer></script>`}
</head>
<body data-provider="${provider.key}">
<main class="card">
<p class="brand"><span class="mark" aria-hidden="true"></span>${provider.name}</p>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
}

/**
 * @param {object} view
 * @param {Brand} view.provider
 * @param {string} view.uid the interaction
 * @param {string} view.client
 * @param {import('./people.mjs').Person[]} view.people
 * @param {string} view.login what stands in the field
 * @param {string} [view.problem]
 * @param {import('./people.mjs').Person} [view.signedIn] offered where the person may stay who they are
 */
export function signInPage({ provider, uid, client, people, login, problem, signedIn }) {
  return layout({
    provider,
    title: signedIn ? 'Choose an account' : 'Sign in',
    scripted: true,
    body: html`
<p class="lead">to go on to <strong>${client}</strong></p>
${problem && html`<p class="problem" id="problem" role="alert">${problem}</p>`}
${signedIn && html`<form method="post" action="/interaction/${uid}/stay">
<button class="person" id="stay"><strong>${signedIn.name}</strong><span>Go on as ${signedIn.login}</span></button>
</form>
<h2>Or use another account</h2>`}
<form method="post" action="/interaction/${uid}/sign-in" id="form">
<label for="login">Login</label>
<input id="login" name="login" value="${login}" autocomplete="username" autocapitalize="none" spellcheck="false" required>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button class="primary" id="sign-in">Sign in</button>
</form>
<section aria-labelledby="people">
<h2 id="people">People of this demo</h2>
<p class="note">One click fills in both fields.</p>
<ul class="people">${people.map((person) => html`
<li><button type="button" class="person" id="fill-${person.login}" data-login="${person.login}"
 data-password="${person.password}"><strong>${person.name}</strong><span>${describe(person)}</span></button></li>`)}
</ul>
</section>
<form method="post" action="/interaction/${uid}/cancel"><button class="plain" id="cancel">Cancel</button></form>`,
  });
}

/** @param {import('./people.mjs').Person} person */
function describe(person) {
  return person.disabled ? 'account disabled' : person.role;
}

/**
 * @param {object} view
 * @param {Brand} view.provider
 * @param {string} view.uid
 * @param {import('./people.mjs').Person} view.person
 */
export function disabledPage({ provider, uid, person }) {
  return layout({
    provider,
    title: 'This account is disabled',
    body: html`
<p class="problem" id="problem" role="alert">The account of ${person.name} is disabled. Ask your administrator.</p>
<form method="post" action="/interaction/${uid}/return">
<button class="primary" id="return">Return to the application</button>
</form>`,
  });
}

/**
 * @param {object} view
 * @param {Brand} view.provider
 * @param {string} view.uid
 * @param {string} view.client
 * @param {import('./people.mjs').Person} view.person
 * @param {string[]} view.granted
 * @param {string[]} view.refused what the enterprise does not give this person
 */
export function consentPage({ provider, uid, client, person, granted, refused }) {
  return layout({
    provider,
    title: `Allow ${client}?`,
    body: html`
<p class="lead">Signed in as <strong id="person">${person.name}</strong>. ${client} asks to:</p>
<ul class="scopes" id="granted">${granted.map(scopeLine)}</ul>
${refused.length > 0 && html`<h2>Not available to you</h2>
<p class="note">Your role does not include this. ${client} is told that it was not granted.</p>
<ul class="scopes refused" id="refused">${refused.map(scopeLine)}</ul>`}
<form method="post" action="/interaction/${uid}/consent" class="row">
<button class="primary" id="allow" name="answer" value="allow">Allow</button>
<button id="deny" name="answer" value="deny">Don’t allow</button>
</form>`,
  });
}

/** @param {string} scope */
function scopeLine(scope) {
  const words = SCOPE_WORDS[/** @type {keyof typeof SCOPE_WORDS} */ (scope)];
  return html`<li><span>${words ?? scope}</span> <code>${scope}</code></li>`;
}

/**
 * @param {object} view
 * @param {Brand} view.provider
 * @param {string} view.xsrf
 */
export function signOutPage({ provider, xsrf }) {
  return layout({
    provider,
    title: `Sign out of ${provider.name}?`,
    body: html`
<p class="lead">This ends your session in this browser.</p>
<form method="post" action="/sign-out/confirm" class="row">
<input type="hidden" name="xsrf" value="${xsrf}">
<button class="primary" id="sign-out" name="logout" value="yes">Sign out</button>
<button id="stay">Stay signed in</button>
</form>`,
  });
}

/** @param {{provider: Brand}} view */
export function signedOutPage({ provider }) {
  return layout({
    provider, title: 'Signed out', body: html`<p class="lead" id="signed-out">You can close this window.</p>`,
  });
}

/**
 * @param {object} view
 * @param {Brand} view.provider
 * @param {string} view.error the OAuth error code
 * @param {string} [view.description]
 */
export function errorPage({ provider, error, description }) {
  return layout({
    provider,
    title: 'This did not work',
    body: html`
<p class="problem" id="problem" role="alert">${description ?? 'The request could not be answered.'}</p>
<p class="note">Close this window, go back to the application and start again. <code>${error}</code></p>`,
  });
}
