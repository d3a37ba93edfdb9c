import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { startEnterprise } from '../enterprise.mjs';
import { Browser, Client, control, decode, ORDERS, person } from './client.mjs';

const CONSOLE = { scope: 'openid profile sessions:manage', prompt: 'login', max_age: '0' };

/** @type {Awaited<ReturnType<typeof startEnterprise>>} */
let enterprise;
/** An administrator's access token. */
let key;
before(async () => {
  enterprise = await startEnterprise();
});
after(() => enterprise.stop());
beforeEach(async () => {
  key = await open('grace');
});
afterEach(async () => {
  await act('clear');
  enterprise.store.deleteWhere(() => true);
});

const act = (action, input) => control(enterprise.ready, action, input);
const acme = (browser) => new Client(enterprise.ready.acme, browser);
const who = (login) => person(enterprise.ready, login);
const stored = async () => (await fetch(new URL('/control/sessions', enterprise.ready.control))).json();

/** Signs in to the console in a browser that knows nobody. */
async function open(login) {
  return (await acme().link(who(login), { request: CONSOLE })).access_token;
}

async function ask(method, path, { token = key, body } = {}) {
  const reply = await fetch(`${enterprise.ready.acme.issuer}/admin${path}`, {
    method, body: body && JSON.stringify(body), headers: token ? { Authorization: `Bearer ${token}` } : {},
  });
  const text = await reply.text();
  return { status: reply.status, body: text && JSON.parse(text), headers: reply.headers };
}

const sessions = async (query = '') => (await ask('GET', `/sessions?${query}`)).body.sessions;
const ofAda = async (kind) => (await sessions(`user=${who('ada').sub.acme}`)).filter((one) => one.kind === kind);

test('nobody asks without a token, and the challenge says what is wanted', async () => {
  for (const [method, path] of [['GET', '/me'], ['GET', '/sessions'], ['DELETE', '/sessions'], ['GET', '/nothing']]) {
    const { status, headers } = await ask(method, path, { token: '' });
    assert.equal(status, 401, path);
    assert.match(headers.get('WWW-Authenticate'), /^Bearer realm="Acme ID", scope="sessions:manage"$/u);
  }
});

test('what is no access token of this provider is refused', async () => {
  const grace = await acme().link(who('grace'), { request: { resource: ORDERS }, exchange: { resource: ORDERS } });
  for (const token of ['x', grace.access_token, grace.refresh_token, grace.id_token]) {
    const { status, headers } = await ask('GET', '/me', { token });
    assert.equal(status, 401);
    assert.match(headers.get('WWW-Authenticate'), /error="invalid_token"/u);
  }
});

test('the scope is granted to an administrator only, and a token without it is told what is missing', async () => {
  for (const login of ['sam', 'ada']) {
    const tokens = await acme().link(who(login), { request: CONSOLE });
    assert.equal(tokens.scope, 'openid profile');
    const { status, headers } = await ask('GET', '/me', { token: tokens.access_token });
    assert.equal(status, 403);
    assert.match(headers.get('WWW-Authenticate'), /error="insufficient_scope", scope="sessions:manage"/u);
  }
  const plain = await acme().link(who('grace'));
  assert.equal((await ask('GET', '/sessions', { token: plain.access_token })).status, 403);
});

test('a role that vanishes, a disabled account and a revoked token end the access at once', async () => {
  await act('role', { login: 'grace', role: 'administrator', on: false });
  assert.equal((await ask('GET', '/me')).status, 403);
  await act('role', { login: 'grace', role: 'administrator', on: true });
  assert.equal((await ask('GET', '/me')).status, 200);
  const other = await open('grace');
  await acme().post('/revoke', { token: other });
  assert.equal((await ask('GET', '/me', { token: other })).status, 401);
  await ask('PUT', `/users/${who('grace').sub.acme}`, { body: { enabled: false } });
  assert.equal((await ask('GET', '/me')).status, 401);
  enterprise.directory.byLogin('grace').disabled = false;
});

test('an administrator gets no refresh token, and an access token for half an hour', async () => {
  const tokens = await acme().link(who('grace'), { request: CONSOLE });
  assert.equal(tokens.refresh_token, undefined);
  assert.equal(tokens.expires_in, 30 * 60);
  assert.equal(tokens.scope, 'openid profile sessions:manage');
  const { body } = await ask('GET', '/me', { token: tokens.access_token });
  assert.deepEqual(body.scopes, ['openid', 'profile', 'sessions:manage']);
  assert.equal(body.session, decode(tokens.id_token).payload.sid);
  assert.ok((await sessions()).some(({ id, kind }) => id === body.session && kind === 'online'));
});

test('the list holds no cookie and no token', async () => {
  const tokens = await acme().link(who('ada'));
  const text = JSON.stringify(await sessions());
  const cookies = enterprise.store.list(({ model }) => model === 'Session').map(({ id }) => id);
  for (const secret of [...cookies, tokens.refresh_token, tokens.access_token, key]) {
    assert.ok(!text.includes(secret));
  }
});

test('a sign-in is an online session and an offline one, which the ID token names', async () => {
  const tokens = await acme().link(who('ada'));
  const [online] = await ofAda('online');
  const [offline] = await ofAda('offline');
  assert.equal(decode(tokens.id_token).payload.sid, offline.id);
  assert.deepEqual(
    [offline.username, offline.name, offline.email, offline.clients, offline.from],
    ['ada', 'Ada Lovelace', 'ada@acme.example', ['lanyard'], '127.0.0.1'],
  );
  assert.deepEqual([online.clients, online.from], [['lanyard'], '127.0.0.1']);
  for (const { started_at, used_at } of [online, offline]) {
    assert.ok(started_at <= used_at && Math.abs(Date.now() / 1000 - used_at) < 60);
  }
  const renewed = (await acme().refresh(tokens.refresh_token)).body;
  assert.equal(decode(renewed.id_token).payload.sid, offline.id);
  assert.deepEqual((await ofAda('offline')).map(({ id }) => id), [offline.id]);
});

test('ending an offline session refuses its next refresh and leaves the browser signed in', async () => {
  const tokens = await acme().link(who('ada'));
  const other = await acme().link(who('ada'));
  const [{ id }] = await ofAda('offline');
  assert.equal((await ask('DELETE', `/sessions/${id}?kind=online`)).status, 404, 'no online one has this id');
  assert.equal((await ask('DELETE', `/sessions/${id}?kind=offline`)).status, 204);
  assert.equal((await ask('DELETE', `/sessions/${id}?kind=offline`)).status, 404);
  assert.equal((await acme().refresh(tokens.refresh_token)).body.error, 'invalid_grant');
  assert.equal((await acme().userinfo(tokens.access_token)).status, 401);
  assert.equal((await acme().refresh(other.refresh_token)).status, 200);
  assert.equal((await ofAda('online')).length, 2);
  assert.ok(!(await stored()).grants.some((grant) => grant.id === id));
});

test('ending an online session signs the browser out and leaves the offline grant', async () => {
  const browser = new Browser();
  const tokens = await acme(browser).link(who('ada'));
  const [{ id }] = await ofAda('online');
  assert.equal((await ask('DELETE', `/sessions/${id}?kind=online`)).status, 204);
  assert.match((await acme(browser).begin({ prompt: undefined })).text, /id="password"/u);
  assert.equal((await acme().refresh(tokens.refresh_token)).status, 200);
});

test('ending an online session ends the tokens that live with it', async () => {
  const tokens = await acme().link(who('ada'), { request: { scope: 'openid', prompt: undefined } });
  assert.equal((await acme().userinfo(tokens.access_token)).status, 200);
  const [{ id }] = await ofAda('online');
  await ask('DELETE', `/sessions/${id}`);
  assert.equal((await acme().userinfo(tokens.access_token)).status, 401);
  assert.ok(!(await stored()).grants.some(({ user }) => user === who('ada').sub.acme));
});

test('all of a person, all of a client and all there are', async () => {
  await acme().link(who('ada'));
  const sams = await acme().link(who('sam'));
  assert.equal((await ask('DELETE', `/users/${who('ada').sub.acme}/sessions`)).status, 204);
  assert.deepEqual([await ofAda('online'), await ofAda('offline')], [[], []]);
  assert.equal((await acme().refresh(sams.refresh_token)).status, 200);
  await act('sign-in-crowd', { count: 40 });
  assert.ok((await sessions('client=mail')).length > 0);
  assert.equal((await ask('DELETE', '/clients/mail/sessions')).status, 204);
  assert.deepEqual(await sessions('client=mail'), []);
  assert.equal((await ask('GET', '/me')).status, 200, 'another client');
  assert.equal((await ask('DELETE', '/sessions')).status, 204);
  assert.deepEqual((await stored()).sessions, []);
  assert.deepEqual((await stored()).refresh_tokens, []);
  assert.equal((await ask('GET', '/me')).status, 401, 'the own one was among them');
});

test('people are found by what they are called, and a disabled one gets in no more', async () => {
  const found = async (search) => (await ask('GET', `/users?search=${encodeURIComponent(search)}`)).body;
  assert.deepEqual((await found('ADA@acme')).users.map(({ username, enabled }) => [username, enabled]), [['ada', true]]);
  assert.deepEqual((await found('الهاشمي')).users.map(({ username }) => username), ['nour']);
  assert.deepEqual((await found('')).total, 16);
  const { sub } = who('ada');
  const tokens = await acme().link(who('ada'));
  assert.equal((await ask('PUT', `/users/${sub.acme}`, { body: { enabled: 'no' } })).status, 400);
  assert.equal((await ask('PUT', `/users/${sub.acme}`, { body: { enabled: false } })).status, 204);
  assert.equal((await ask('GET', `/users/${sub.acme}`)).body.enabled, false);
  assert.equal((await acme().refresh(tokens.refresh_token)).body.error, 'invalid_grant');
  assert.equal((await ask('PUT', `/users/${sub.acme}`, { body: { enabled: true } })).status, 204);
  assert.ok((await acme().link(who('ada'))).access_token);
});

test('tokens from before a moment are refused, and the moment never moves back', async () => {
  const tokens = await acme().link(who('ada'));
  const later = Math.floor(Date.now() / 1000) + 1;
  assert.equal((await ask('POST', '/not-before', { body: { at: 'now' } })).status, 400);
  assert.equal((await ask('POST', '/not-before', { body: { at: later } })).status, 204);
  assert.equal((await acme().refresh(tokens.refresh_token)).body.error, 'invalid_grant');
  assert.equal((await ask('GET', '/me')).status, 401, 'of the administrator too');
  enterprise.store.notBefore = 0;
  await ask('POST', '/not-before', { body: { at: 2 } });
  await ask('POST', '/not-before', { body: { at: 1 } });
  assert.equal(enterprise.store.notBefore, 2);
});

test('a crowd is signed in for real, in pages that go on at the end', async () => {
  await act('sign-in-crowd', { count: 60 });
  const { body: all } = await ask('GET', '/sessions?max=1000');
  assert.equal(all.total, 61, 'and the administrator');
  const pages = await Promise.all([0, 25, 50, 75].map((first) => sessions(`first=${first}&max=25`)));
  assert.deepEqual(pages.map(({ length }) => length), [25, 25, 11, 0]);
  assert.deepEqual(pages.flat(), all.sessions);
  assert.equal(new Set(all.sessions.map(({ id }) => id)).size, 61);
  const held = await stored();
  const ids = (kind) => all.sessions.filter((one) => one.kind === kind).map(({ id }) => id).sort();
  assert.deepEqual(ids('online'), held.sessions.map(({ id }) => id).sort());
  assert.deepEqual(ids('offline'), held.refresh_tokens.map(({ id }) => id).sort());
  const [{ id, payload }] = enterprise.store.list(({ model, payload: { clientId } }) => model === 'RefreshToken' && clientId === 'mail');
  const mail = new Client({ ...enterprise.ready.acme, client_id: 'mail' });
  assert.equal((await mail.refresh(id)).status, 200, 'its refresh token works');
  assert.equal((await ask('DELETE', `/sessions/${payload.grantId}?kind=offline`)).status, 204);
  for (const at of [-1, 'x', 1e12]) {
    assert.equal((await ask('GET', `/sessions?first=${at}`)).status, 400);
  }
});

test('a fault takes each tenth ending, another each fourth, and the rest are done', async () => {
  await act('sign-in-crowd', { count: 40 });
  await act('fail', { endpoint: 'ending', status: 500, every: 10, seconds: 600 });
  await act('fail', { endpoint: 'ending', status: 429, retry_after: 1, every: 4, seconds: 600 });
  const theirs = (await sessions('max=1000')).filter(({ username }) => username !== 'grace');
  const answers = [];
  for (const { id, kind } of theirs) {
    answers.push((await ask('DELETE', `/sessions/${id}?kind=${kind}`)).status);
  }
  const counts = Object.fromEntries([204, 429, 500].map((status) => [status, answers.filter((one) => one === status).length]));
  assert.deepEqual(counts, { 204: 27, 429: 9, 500: 4 });
  assert.equal((await sessions('max=1000')).length, 1 + 13);
});

test('what is not there is not found, whatever it is called', async () => {
  for (const [method, path, expected] of [
    ['DELETE', '/sessions/nobody', 404],
    ['DELETE', '/sessions/%2e%2e', 404],
    ['DELETE', '/sessions/%', 404],
    ['GET', '/users/nobody', 404],
    ['DELETE', '/users/nobody/sessions', 404],
    ['DELETE', '/clients/__proto__/sessions', 404],
    ['GET', '/sessions/a/b', 404],
    ['PATCH', '/sessions', 405],
  ]) {
    const { status, headers } = await ask(method, path);
    assert.equal(status, expected, path);
    assert.equal(headers.get('Content-Type'), 'application/problem+json');
  }
});

test('the metadata says where it is, at this provider alone', async () => {
  const metadata = async ({ issuer }) => (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
  const { acme: here, contoso } = enterprise.ready;
  assert.equal((await metadata(here)).lanyard_session_admin, `${here.issuer}/admin`);
  assert.ok((await metadata(here)).scopes_supported.includes('sessions:manage'));
  assert.equal((await metadata(contoso)).lanyard_session_admin, undefined);
  const reply = await fetch(`${contoso.issuer}/admin/me`, { headers: { Authorization: `Bearer ${key}` } });
  assert.equal(reply.status, 404);
});
