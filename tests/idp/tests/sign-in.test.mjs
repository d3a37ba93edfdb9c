import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startEnterprise } from '../enterprise.mjs';
import { Browser, Client, person } from './client.mjs';

/** @type {Awaited<ReturnType<typeof startEnterprise>>} */
let enterprise;
before(async () => {
  enterprise = await startEnterprise();
});
after(() => enterprise.stop());

const acme = (browser) => new Client(enterprise.ready.acme, browser);
const ada = () => person(enterprise.ready, 'ada');

test('a wrong password and an unknown login are refused in the same words', async () => {
  const client = acme();
  const page = await client.begin();
  for (const login of ['ada', 'nobody']) {
    const refused = await client.browser.press(page, 'sign-in', { login, password: 'wrong' });
    assert.equal(refused.status, 401);
    assert.match(refused.text, /role="alert">Wrong login or password/u);
    assert.match(refused.text, /id="password"/u);
  }
});

test('the password of somebody else is wrong', async () => {
  const client = acme();
  const page = await client.begin();
  const { password } = person(enterprise.ready, 'grace');
  assert.equal((await client.browser.press(page, 'sign-in', { login: 'ada', password })).status, 401);
});

test('a form without the cookie of the interaction does nothing', async () => {
  const page = await acme().begin();
  const foreign = await new Browser().press(page, 'sign-in', ada());
  assert.equal(foreign.status, 400);
  assert.match(foreign.text, /ended or was started in another browser/u);
});

test('a disabled account is told so only after its password, and the client gets access_denied', async () => {
  const client = acme();
  const dan = person(enterprise.ready, 'dan');
  const page = await client.begin();
  assert.equal((await client.browser.press(page, 'sign-in', { login: 'dan', password: 'wrong' })).status, 401);
  const refused = await client.browser.press(page, 'sign-in', dan);
  assert.match(refused.text, /disabled/u);
  assert.match(refused.text, /id="return"/u);
  const { searchParams } = (await client.browser.press(page, 'return')).url;
  assert.equal(searchParams.get('error'), 'access_denied');
  assert.equal(searchParams.get('error_description'), 'account disabled');
  assert.equal(searchParams.get('iss'), enterprise.ready.acme.issuer);
});

test('declining and cancelling end with access_denied', async () => {
  const client = acme();
  const page = await client.begin();
  const consent = await client.browser.press(page, 'sign-in', ada());
  const declined = await client.browser.press(consent, 'consent', { answer: 'deny' });
  assert.equal(declined.url.searchParams.get('error_description'), 'consent declined');

  const other = acme();
  const cancelled = await other.browser.press(await other.begin(), 'cancel');
  assert.equal(cancelled.url.searchParams.get('error'), 'access_denied');
});

test('nothing that was sent comes back as markup', async () => {
  const login_hint = '"><script>alert(1)</script>';
  const page = await acme().begin({ login_hint });
  assert.ok(!page.text.includes('<script>alert'));
  assert.ok(page.text.includes('&quot;&gt;&lt;script&gt;'));
  const failed = await acme().begin({ redirect_uri: 'http://127.0.0.1/<script>alert(1)</script>' });
  assert.ok(!failed.text.includes('<script>alert'));
});

test('pages have a strict policy that lets the answer out to the client only', async () => {
  const { headers } = await acme().begin();
  const policy = headers.get('Content-Security-Policy');
  assert.match(policy, /default-src 'none'/u);
  assert.match(policy, /form-action 'self' http:\/\/127\.0\.0\.1:43210$/u);
  assert.ok(!policy.includes('unsafe'));
  assert.equal(headers.get('Cache-Control'), 'no-store');
});

test('the sign-in page lists the people and fills in the hinted one', async () => {
  const page = await acme().begin({ login_hint: 'Ada@acme.example' });
  for (const { login } of enterprise.ready.people) {
    assert.ok(page.text.includes(`id="fill-${login}"`), login);
  }
  assert.match(page.text, /id="login" name="login" value="ada"/u);
});

test('the consent page names what is given and what is not', async () => {
  const client = acme();
  const page = await client.begin({ resource: 'https://orders.acme.example' });
  const { text } = await client.browser.press(page, 'sign-in', ada());
  const [given, refused] = text.split('id="refused"');
  assert.match(given, /orders:read/u);
  assert.doesNotMatch(given, /<code>orders:write/u);
  assert.match(refused, /<code>orders:write/u);
});

test('a session skips the sign-in page, prompt=login and a passed max_age bring it back', async () => {
  const browser = new Browser();
  await acme(browser).signIn(ada());
  assert.match((await acme(browser).begin()).text, /id="allow"/u);
  assert.match((await acme(browser).begin({ prompt: 'login consent' })).text, /id="login"/u);
  assert.match((await acme(browser).begin({ prompt: 'none' })).url.href, /error=(?:consent|interaction)_required/u);
});

test('select_account offers who is signed in and somebody else', async () => {
  const browser = new Browser();
  await acme(browser).signIn(ada());
  const page = await acme(browser).begin({ prompt: 'select_account consent' });
  assert.match(page.text, /id="stay"/u);
  assert.match(page.text, /id="login"/u);
  assert.match((await browser.press(page, 'stay')).text, /id="person">Ada Lovelace/u);
});

test('nobody can stay signed in without a session', async () => {
  const client = acme();
  const page = await client.begin({ prompt: 'select_account consent' });
  assert.doesNotMatch(page.text, /id="stay"/u);
  assert.match((await client.browser.press(page, 'stay')).text, /id="password"/u);
});
