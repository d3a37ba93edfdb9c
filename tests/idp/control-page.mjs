/**
 * The control page: the state of the enterprise, and one button for each thing that can happen to it.
 */
import { html } from './web.mjs';

/** What the page says after a button was pressed; also the list of what may stand in `?done=`. */
const DONE = {
  'end-sessions': 'Ended. The next renewal finds no session.',
  fail: 'It fails from now on.',
  slow: 'The token endpoint is slow from now on.',
  clear: 'All faults are over.',
  'rotate-keys': 'A new key signs from now on.',
  replay: 'An old refresh token was replayed. The provider has revoked the grant.',
  role: 'Changed. The next tokens say so.',
  'date-back': 'Changed. The next access tokens of Acme ID say so.',
  grace: 'Changed.',
  'sign-in-crowd': 'Signed in. An administrator’s console finds them.',
};

/**
 * @param {any} state what GET /control/state answers
 * @param {string} done the action that was just taken
 */
export function controlPage(state, done) {
  const words = Object.hasOwn(DONE, done) ? DONE[/** @type {keyof typeof DONE} */ (done)] : '';
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Control page – demo enterprise</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/style.css">
<script src="/assets/control.js" defer></script>
</head>
<body data-provider="control">
<main class="wide">
<h1>Demo enterprise</h1>
<p class="lead">Press a button and watch the app. Timed faults end by themselves.</p>
<p class="done" id="done" role="status">${words}</p>
<h2>People</h2>
${state.people.filter(({ disabled }) => !disabled).map(personSection)}
<h2>Providers</h2>
${Object.entries(state.providers).map(providerSection)}
<section class="panel" aria-label="Console"><h3>Console</h3>
<div class="row">
${button('sign-in-crowd', { count: 60 }, 'Sign in colleagues: 60 more sessions', 'sign-in-crowd')}
${button('fail', { endpoint: 'ending', status: 500, every: 10, seconds: 600 }, 'Fail every tenth ending', 'fail-endings')}
${button('fail', { endpoint: 'ending', status: 429, retry_after: 2, every: 25, seconds: 600 }, 'Answer every 25th ending 429', 'busy-endings')}
</div></section>
<div class="row">${button('clear', { provider: 'both' }, 'End all faults', 'clear')}</div>
<h2>State</h2>
<div id="state">${stateTables(state)}</div>
</main>
</body>
</html>
`;
}

/** @param {any} person */
function personSection({ login, name, roles, dated_back: datedBack }) {
  const approver = roles.includes('approver');
  return html`<section class="panel" aria-label="${name}"><h3>${name}</h3>
<div class="row">
${button('end-sessions', { login }, 'End all sessions', `end-sessions-${login}`)}
${button('replay', { login }, 'Replay an old refresh token', `replay-${login}`)}
${button('role', { login, role: 'approver', on: !approver }, approver ? 'No longer approver' : 'Make approver', `role-${login}`)}
${button('date-back', { login, seconds: datedBack ? 0 : 300 }, datedBack ? 'Give fresh access tokens' : 'Give access tokens that have expired', `date-back-${login}`)}
</div></section>`;
}

/** @param {[string, any]} entry */
function providerSection([provider, { name }]) {
  return html`<section class="panel" aria-label="${name}"><h3>${name}</h3>
<div class="row">
${button('fail', { provider, status: 500, seconds: 30 }, 'Answer 500 for 30 s', `fail-${provider}`)}
${button('fail', { provider, status: 429, retry_after: 10, seconds: 30 }, 'Answer 429, retry after 10 s', `busy-${provider}`)}
${button('fail', { provider, kind: 'empty', seconds: 30 }, 'Answer 400 with no body', `empty-${provider}`)}
${button('fail', { provider, kind: 'html', seconds: 30 }, 'Answer a web page', `html-${provider}`)}
${button('fail', { provider, kind: 'cut', seconds: 30 }, 'Cut the answer', `cut-${provider}`)}
${button('fail', { provider, kind: 'commit-then-cut', count: 1, seconds: 300 }, 'Rotate, then lose the answer', `lose-${provider}`)}
${button('slow', { provider, seconds: 5, lasts: 60 }, 'Answer after 5 s', `slow-${provider}`)}
${button('rotate-keys', { provider }, 'Rotate the signing keys', `rotate-keys-${provider}`)}
</div></section>`;
}

/**
 * @param {string} action
 * @param {Record<string, unknown>} input
 * @param {string} label
 * @param {string} id
 */
function button(action, input, label, id) {
  const fields = Object.entries(input).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
  return html`<form method="post" action="/control/${action}">${fields}<button id="${id}">${label}</button></form>`;
}

/** @param {any} state */
function stateTables({ providers, people }) {
  return html`<div class="scroll"><table><caption>Providers</caption>
<thead><tr><th scope="col">Provider</th><th scope="col">Issuer</th><th scope="col">Faults</th><th scope="col">Signing key</th></tr></thead>
<tbody>${Object.values(providers).map((one) => html`
<tr><th scope="row">${one.name}</th><td><code>${one.issuer}</code></td><td>${faultWords(one.faults)}</td><td><code>${one.signing_key.slice(0, 8)}</code></td></tr>`)}
</tbody></table></div>
<div class="scroll"><table><caption>People: browser sessions / grants at each provider</caption>
<thead><tr><th scope="col">Name</th><th scope="col">Roles</th><th scope="col">Acme ID</th><th scope="col">Contoso</th></tr></thead>
<tbody>${people.map((one) => html`
<tr><th scope="row">${one.name}${one.disabled && ' (disabled)'}</th><td>${one.roles.join(', ')}</td><td>${holdingWords(one.holds.acme)}</td><td>${holdingWords(one.holds.contoso)}</td></tr>`)}
</tbody></table></div>`;
}

/** @param {any[]} faults */
function faultWords(faults) {
  const words = faults.map(({ kind, endpoint, status, seconds_left }) =>
    `${kind}${status ? ` ${status}` : ''} at ${endpoint}, ${seconds_left} s`);
  return words.length > 0 ? words.join('; ') : 'none';
}

/** @param {{sessions: number, grants: number}} holding */
function holdingWords({ sessions, grants }) {
  return `${sessions} / ${grants}`;
}
