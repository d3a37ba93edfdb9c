import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get } from 'node:http';
import { after, afterEach, before, test } from 'node:test';

import { startEnterprise } from '../enterprise.mjs';
import { Browser, Client, control, decode, ORDERS, person } from './client.mjs';

/** @type {Awaited<ReturnType<typeof startEnterprise>>} */
let enterprise;
before(async () => {
  enterprise = await startEnterprise();
});
after(() => enterprise.stop());
afterEach(async () => {
  await act('clear');
  await act('grace', { seconds: 0 });
});

const act = (action, input) => control(enterprise.ready, action, input);
const acme = (browser) => new Client(enterprise.ready.acme, browser);
const contoso = () => new Client(enterprise.ready.contoso);
const ada = () => person(enterprise.ready, 'ada');
const state = async () => (await fetch(new URL('/control/state', enterprise.ready.control))).json();
const requests = async () => (await fetch(new URL('/control/requests', enterprise.ready.control))).json();

test('web sites and rebound names cannot press the buttons', async () => {
  const url = new URL('/control/clear', enterprise.ready.control);
  assert.equal((await fetch(url, { method: 'POST', headers: { Origin: 'https://evil.example' } })).status, 403);
  assert.equal((await fetch(url, { method: 'POST', headers: { Origin: 'null' } })).status, 403);
  const [rebound] = await once(get(url, { method: 'POST', headers: { Host: `evil.example:${url.port}` } }), 'response');
  assert.equal(rebound.statusCode, 403);
  rebound.resume();
});

test('wrong input is refused by name and changes nothing', async () => {
  for (const [action, input, name] of [
    ['fail', { status: 99 }, 'status'],
    ['fail', { kind: 'explode' }, 'kind'],
    ['fail', { endpoint: '/etc' }, 'endpoint'],
    ['fail', { seconds: -1 }, 'seconds'],
    ['fail', { every: 0 }, 'every'],
    ['sign-in-crowd', { count: 'all' }, 'count'],
    ['fail', { provider: 'other' }, 'provider'],
    ['slow', { seconds: 'long' }, 'seconds'],
    ['end-sessions', { login: 'nobody' }, 'login'],
    ['role', { role: '<b>' }, 'role'],
    ['rotate-keys', { forget: 'maybe' }, 'forget'],
    ['date-back', { seconds: 1.5 }, 'seconds'],
  ]) {
    const { status, body } = await act(action, input);
    assert.equal(status, 400, name);
    assert.ok(body.error.startsWith(`${name}:`), body.error);
  }
  assert.equal((await act('toString')).status, 404);
  const { providers } = await state();
  assert.deepEqual([providers.acme.faults, providers.contoso.faults], [[], []]);
});

test('end-sessions ends grants and browser sessions of one person at both providers', async () => {
  const browser = new Browser();
  const mine = await acme(browser).link(ada());
  const there = await contoso().link(ada());
  const sams = await acme().link(person(enterprise.ready, 'sam'));
  const { body } = await act('end-sessions', { login: 'ada' });
  assert.ok(body.ended.acme.sessions >= 1 && body.ended.acme.refresh_tokens >= 1 && body.ended.contoso.grants >= 1);
  assert.equal((await acme().refresh(mine.refresh_token)).body.error, 'invalid_grant');
  assert.equal((await contoso().refresh(there.refresh_token)).body.error, 'invalid_grant');
  assert.equal((await acme().userinfo(mine.access_token)).status, 401);
  assert.match((await acme(browser).begin()).text, /id="password"/u);
  assert.equal((await acme().refresh(sams.refresh_token)).status, 200);
});

test('fail answers for its count, and the token that was sent still works afterwards', async () => {
  const tokens = await acme().link(ada());
  await act('fail', { status: 500, count: 1 });
  const failed = await acme().refresh(tokens.refresh_token);
  assert.deepEqual([failed.status, failed.body.error], [500, 'server_error']);
  assert.equal((await acme().refresh(tokens.refresh_token)).status, 200);
});

test('fail keeps to its provider and its endpoint', async () => {
  await act('fail', { provider: 'contoso', endpoint: 'discovery' });
  const status = async ({ issuer }) => (await fetch(`${issuer}/.well-known/openid-configuration`)).status;
  assert.deepEqual([await status(enterprise.ready.contoso), await status(enterprise.ready.acme)], [500, 200]);
  assert.ok((await contoso().link(ada())).access_token);
});

test('429 says when to come back, and a fault can name an OAuth error', async () => {
  await act('fail', { status: 429, retry_after: 7 });
  const busy = await acme().refresh('any');
  assert.deepEqual([busy.status, busy.headers.get('Retry-After')], [429, '7']);
  await act('fail', { status: 401, error: 'invalid_client' });
  const refused = await acme().refresh('any');
  assert.deepEqual([refused.status, refused.body.error], [401, 'invalid_client']);
});

test('empty is a 400 without a body, html a 200 that is no token response', async () => {
  await act('fail', { kind: 'empty' });
  const empty = await acme().refresh('any');
  assert.deepEqual([empty.status, empty.body], [400, '']);
  await act('fail', { kind: 'html' });
  const page = await acme().refresh('any');
  assert.equal(page.status, 200);
  assert.match(page.body, /<h1>/u);
});

test('cut ends the answer in its middle and spends nothing', async () => {
  const tokens = await acme().link(ada());
  await act('fail', { kind: 'cut', count: 1 });
  await assert.rejects(acme().refresh(tokens.refresh_token), TypeError);
  assert.equal((await acme().refresh(tokens.refresh_token)).status, 200);
});

test('commit-then-cut spends the token and loses the answer, from any byte on', async () => {
  for (const bytes of [0, 20]) {
    const tokens = await acme().link(ada());
    await act('fail', { kind: 'commit-then-cut', count: 1, bytes });
    await assert.rejects(acme().refresh(tokens.refresh_token), TypeError);
    assert.equal((await acme().refresh(tokens.refresh_token)).body.error, 'invalid_grant');
  }
});

test('with a grace the same token once more saves a lost answer', async () => {
  await act('grace', { provider: 'acme', seconds: 60 });
  const tokens = await acme().link(ada());
  await act('fail', { kind: 'commit-then-cut', count: 1 });
  await assert.rejects(acme().refresh(tokens.refresh_token), TypeError);
  const again = await acme().refresh(tokens.refresh_token);
  assert.equal(again.status, 200);
  assert.equal((await acme().refresh(again.body.refresh_token)).status, 200);
});

test('slow holds the answer; clear lets it go', async () => {
  const tokens = await acme().link(ada());
  await act('slow', { seconds: 600 });
  const answer = acme().refresh(tokens.refresh_token);
  await until(async () => (await requests()).last.at(-1).fault === 'slow');
  await act('clear');
  assert.equal((await answer).status, 200);
});

test('hang never answers; clear cuts it off', async () => {
  await act('fail', { kind: 'hang', seconds: 600 });
  const answer = assert.rejects(acme().refresh('any'), TypeError);
  await until(async () => (await requests()).last.at(-1).fault === 'hang');
  await act('clear');
  await answer;
});

test('rotate-keys signs with a new key and keeps the old one published, unless it is to be forgotten', async () => {
  const client = acme();
  const kidOf = (tokens) => decode(tokens.id_token).header.kid;
  const published = async () => {
    const jwks = await (await fetch(`${enterprise.ready.acme.issuer}/jwks`)).json();
    assert.ok(jwks.keys.every((key) => key.d === undefined));
    return jwks.keys.map(({ kid }) => kid);
  };
  const first = await client.link(ada());
  const { body } = await act('rotate-keys', { provider: 'acme' });
  const second = (await client.refresh(first.refresh_token)).body;
  assert.notEqual(kidOf(second), kidOf(first));
  assert.equal(kidOf(second), body.acme.signing_key);
  assert.deepEqual(await published(), body.acme.published_keys);
  assert.ok((await published()).includes(kidOf(first)));
  await act('rotate-keys', { provider: 'acme', forget: true });
  const third = (await client.refresh(second.refresh_token)).body;
  assert.deepEqual(await published(), [kidOf(third)]);
});

test('a sign-in survives a rotation of the keys in its middle', async () => {
  const client = acme();
  const page = await client.begin();
  await act('rotate-keys');
  const consent = await client.browser.press(page, 'sign-in', ada());
  await act('rotate-keys');
  const answer = await client.browser.press(consent, 'consent', { answer: 'allow' });
  assert.equal((await client.exchange(answer.url.searchParams.get('code'))).status, 200);
});

test('replay makes reuse detection end the grant, rotated before or not, whatever the grace', async () => {
  await act('grace', { seconds: 60 });
  const other = await acme().link(ada()); // a second grant, so that two are replayed at once
  for (const rotated of [true, false]) {
    const first = await acme().link(ada());
    const current = rotated ? (await acme().refresh(first.refresh_token)).body : first;
    const { body } = await act('replay', { login: 'ada', provider: 'acme' });
    assert.ok(body.replayed.length >= (rotated ? 2 : 1));
    assert.ok(body.replayed.every(({ status, error }) => status === 400 && error === 'invalid_grant'));
    assert.equal((await acme().refresh(current.refresh_token)).body.error, 'invalid_grant');
  }
  assert.equal((await acme().refresh(other.refresh_token)).body.error, 'invalid_grant');
  const { people, providers } = await state();
  assert.equal(people.find(({ login }) => login === 'ada').holds.acme.refresh_tokens, 0);
  assert.equal(providers.acme.grace_seconds, 60);
});

test('a role is given and taken, and the next tokens say so', async () => {
  const client = acme();
  const exchange = { resource: ORDERS };
  const first = await client.link(ada(), { request: { resource: ORDERS }, exchange });
  await act('role', { login: 'ada', role: 'approver', on: true });
  const second = (await client.refresh(first.refresh_token, exchange)).body;
  for (const token of [second.access_token, second.id_token]) {
    assert.deepEqual(decode(token).payload.roles, ['employee', 'approver']);
  }
  assert.ok(!second.scope.includes('orders:write'));
  const again = await acme().link(ada(), { request: { resource: ORDERS }, exchange });
  assert.ok(again.scope.includes('orders:write'));
  await act('role', { login: 'ada', role: 'approver', on: false });
  const third = (await client.refresh(second.refresh_token, exchange)).body;
  assert.deepEqual(decode(third.access_token).payload.roles, ['employee']);
});

test('date-back signs what was given long ago, and only for that person', async () => {
  const link = async (login) => {
    const ofOrders = { request: { resource: ORDERS }, exchange: { resource: ORDERS } };
    const { access_token, id_token } = await acme().link(person(enterprise.ready, login), ofOrders);
    return { access: decode(access_token), id: decode(id_token) };
  };
  const age = ({ payload }) => Math.floor(Date.now() / 1000) - payload.iat;
  await act('date-back', { login: 'sam', seconds: 600 });
  const [old, other] = [await link('sam'), await link('ada')];
  assert.ok(age(old.access) >= 600 && old.access.payload.exp - old.access.payload.iat === 120);
  assert.ok(age(old.id) < 60 && age(other.access) < 60);
  assert.ok((await state()).providers.acme.published_keys.includes(old.access.header.kid));
  await act('date-back', { login: 'sam', seconds: 0 });
  assert.ok(age((await link('sam')).access) < 60);
});

test('requests are counted and described without a secret', async () => {
  const { counts: before_ } = await requests();
  const client = acme();
  const tokens = await client.link(ada(), { request: { resource: ORDERS } });
  const next = (await client.refresh(tokens.refresh_token, { resource: ORDERS, scope: 'orders:read' })).body;
  const { counts, last } = await requests();
  assert.equal(counts.acme.token - before_.acme.token, 2);
  const { endpoint, method, status, grant_type, resource, scope } = last.findLast((one) => one.endpoint === 'token');
  assert.deepEqual(
    { endpoint, method, status, grant_type, resource, scope },
    { endpoint: 'token', method: 'POST', status: 200, grant_type: 'refresh_token', resource: ORDERS, scope: 'orders:read' },
  );
  const text = JSON.stringify(last);
  for (const secret of [tokens.refresh_token, tokens.access_token, next.refresh_token, next.access_token, ada().password]) {
    assert.ok(!text.includes(secret));
  }
});

test('each button of the page works as a form and leads back to the page', async () => {
  const page = await fetch(enterprise.ready.control);
  assert.match(page.headers.get('Content-Security-Policy'), /default-src 'none'/u);
  const forms = [...(await page.text()).matchAll(/<form method="post" action="(\/control\/[\w-]+)">(.*?)<\/form>/gsu)];
  assert.ok(forms.length >= 26, `${forms.length} buttons`);
  for (const [, action, inner] of forms) {
    const fields = [...inner.matchAll(/name="(\w+)" value="([^"]*)"/gu)].map(([, name, value]) => [name, value]);
    const reply = await fetch(new URL(action, enterprise.ready.control), {
      method: 'POST', body: new URLSearchParams(fields), redirect: 'manual', headers: { Origin: new URL(enterprise.ready.control).origin },
    });
    assert.deepEqual([reply.status, reply.headers.get('Location')], [303, `/?done=${action.split('/')[2]}`], inner);
  }
});

/** Waits for a condition with a deadline. */
async function until(condition) {
  const deadline = performance.now() + 5000;
  while (!(await condition())) {
    assert.ok(performance.now() < deadline, 'waited too long');
  }
}
