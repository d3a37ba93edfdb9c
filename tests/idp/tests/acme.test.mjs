import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startEnterprise } from '../enterprise.mjs';
import { ALL_SCOPES, Browser, Client, decode, MAIL, ORDERS, person } from './client.mjs';

/** @type {Awaited<ReturnType<typeof startEnterprise>>} */
let enterprise;
before(async () => {
  enterprise = await startEnterprise();
});
after(() => enterprise.stop());

const acme = (browser) => new Client(enterprise.ready.acme, browser);
const ada = () => person(enterprise.ready, 'ada');
const forOrders = { request: { resource: ORDERS }, exchange: { resource: ORDERS } };

test('refuses an authorization request without PKCE', async () => {
  const page = await acme().begin({ code_challenge: undefined, code_challenge_method: undefined });
  assert.equal(page.url.searchParams.get('error'), 'invalid_request');
});

test('refuses a code with a foreign verifier', async () => {
  const client = acme();
  const code = (await client.signIn(ada())).get('code');
  const { status, body } = await client.exchange(code, { code_verifier: acme().verifier });
  assert.deepEqual([status, body.error], [400, 'invalid_grant']);
});

test('refuses a redirect to localhost by name and to another path', async () => {
  for (const redirect_uri of ['http://localhost:4000/callback', 'http://127.0.0.1:4000/other']) {
    const page = await acme().begin({ redirect_uri });
    assert.equal(page.status, 400);
    assert.match(page.text, /id="problem"/u);
  }
});

test('the metadata says what this provider can do', async () => {
  const { issuer } = enterprise.ready.acme;
  const metadata = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
  assert.equal(metadata.issuer, issuer);
  assert.deepEqual(metadata.prompt_values_supported, ['none', 'login', 'consent', 'select_account']);
  assert.deepEqual(metadata.code_challenge_methods_supported, ['S256']);
  assert.equal(metadata.authorization_response_iss_parameter_supported, true);
  for (const endpoint of ['introspection', 'revocation', 'end_session', 'userinfo']) {
    assert.ok(metadata[`${endpoint}_endpoint`].startsWith(issuer), endpoint);
  }
});

test('the callback names the issuer, on IPv4 and on IPv6', async () => {
  for (const redirectUri of ['http://127.0.0.1:5000/callback', 'http://[::1]:5000/callback']) {
    const answer = await acme(new Browser(redirectUri)).signIn(ada());
    assert.equal(answer.get('iss'), enterprise.ready.acme.issuer);
    assert.ok(answer.get('code'));
  }
});

test('a resource gives a JWT of RFC 9068 that lacks what the person may not do', async () => {
  const tokens = await acme().link(ada(), forOrders);
  const { header, payload } = decode(tokens.access_token);
  assert.deepEqual([header.typ, header.alg], ['at+jwt', 'RS256']);
  assert.equal(payload.aud, ORDERS);
  assert.equal(payload.sub, ada().sub.acme);
  assert.equal(payload.client_id, 'lanyard');
  assert.equal(payload.exp - payload.iat, 120);
  assert.deepEqual([payload.roles, payload.tenant], [['employee'], 'acme-corp']);
  assert.equal(tokens.expires_in, 120);
  assert.equal(tokens.scope, 'openid profile email offline_access orders:read');
  assert.equal(payload.scope, tokens.scope);
});

test('support may write orders', async () => {
  const tokens = await acme().link(person(enterprise.ready, 'sam'), forOrders);
  assert.equal(tokens.scope, ALL_SCOPES);
});

test('the ID token carries the claims and the time of sign-in', async () => {
  const { id_token } = await acme().link(ada(), forOrders);
  const { payload } = decode(id_token);
  assert.deepEqual(
    [payload.name, payload.email, payload.preferred_username, payload.roles, payload.tenant],
    ['Ada Lovelace', 'ada@acme.example', 'ada', ['employee'], 'acme-corp'],
  );
  assert.deepEqual(payload.groups, ['Engineering', 'Analytical Engine']);
  assert.ok(Math.abs(payload.auth_time - Date.now() / 1000) < 60);
  assert.deepEqual([payload.acr, payload.amr], ['urn:acme:password', ['pwd']]);
});

test('resource first, then UserInfo: the refresh without a resource gives an opaque token for it', async () => {
  const client = acme();
  const first = await client.link(ada(), forOrders);
  assert.equal((await client.userinfo(first.access_token)).status, 401);
  const { status, body } = await client.refresh(first.refresh_token);
  assert.equal(status, 200);
  assert.equal(body.access_token.split('.').length, 1);
  assert.equal((await client.userinfo(body.access_token)).body.sub, ada().sub.acme);
});

test('UserInfo first, then resources: one refresh token gets a lease for each', async () => {
  const client = acme();
  const scope = `${ALL_SCOPES} mail:read`;
  const first = await client.link(ada(), { request: { resource: [ORDERS, MAIL], scope } });
  assert.equal((await client.userinfo(first.access_token)).body.name, 'Ada Lovelace');
  const orders = (await client.refresh(first.refresh_token, { resource: ORDERS })).body;
  const mail = (await client.refresh(orders.refresh_token, { resource: MAIL, scope: 'mail:read' })).body;
  assert.deepEqual([decode(orders.access_token).payload.aud, decode(mail.access_token).payload.aud], [ORDERS, MAIL]);
  assert.equal(mail.scope, 'mail:read');
  assert.equal(mail.id_token, undefined);
});

test('a resource that was not in the authorization request is refused at the token endpoint', async () => {
  const client = acme();
  const first = await client.link(ada());
  const { status, body } = await client.refresh(first.refresh_token, { resource: ORDERS });
  assert.deepEqual([status, body.error], [400, 'invalid_target']);
});

test('offline access without prompt=consent gives no refresh token', async () => {
  const tokens = await acme().link(ada(), { request: { prompt: undefined } });
  assert.equal(tokens.refresh_token, undefined);
});

test('a rotated refresh token used again revokes the whole grant', async () => {
  const client = acme();
  const first = await client.link(ada());
  const second = (await client.refresh(first.refresh_token)).body;
  assert.notEqual(second.refresh_token, first.refresh_token);
  assert.equal((await client.refresh(first.refresh_token)).body.error, 'invalid_grant');
  assert.equal((await client.refresh(second.refresh_token)).body.error, 'invalid_grant');
  assert.equal((await client.userinfo(second.access_token)).status, 401);
});

test('the session has a told end that does not slide', async () => {
  const client = acme();
  const first = await client.link(ada());
  assert.equal(first.refresh_expires_in, 8 * 60 * 60);
  const second = (await client.refresh(first.refresh_token)).body;
  assert.ok(second.refresh_expires_in <= first.refresh_expires_in);
  assert.ok(second.refresh_expires_in > first.refresh_expires_in - 60);
});

test('revoking the token of an earlier sign-in leaves the later one alone', async () => {
  const browser = new Browser();
  const earlier = await acme(browser).link(ada());
  const later = await acme(browser).link(ada(), { request: { prompt: 'login consent' } });
  assert.equal((await acme().post('/revoke', { token: earlier.refresh_token })).status, 200);
  assert.equal((await acme().refresh(earlier.refresh_token)).body.error, 'invalid_grant');
  assert.equal((await acme().refresh(later.refresh_token)).status, 200);
});

test('somebody else in the same browser leaves the first account signed in', async () => {
  const browser = new Browser();
  const first = await acme(browser).link(ada());
  const request = { prompt: 'select_account consent' };
  const second = await acme(browser).link(person(enterprise.ready, 'grace'), { request });
  assert.equal(decode(second.id_token).payload.sub, person(enterprise.ready, 'grace').sub.acme);
  assert.equal((await acme().refresh(first.refresh_token)).status, 200);
});

test('introspection answers the public client about its own tokens', async () => {
  const client = acme();
  const tokens = await client.link(ada());
  const { body } = await client.post('/introspect', { token: tokens.access_token });
  assert.deepEqual([body.active, body.sub, body.roles], [true, ada().sub.acme, ['employee']]);
  await client.post('/revoke', { token: tokens.refresh_token });
  assert.equal((await client.post('/introspect', { token: tokens.access_token })).body.active, false);
});

test('the confidential client needs its secret', async () => {
  const { issuer, confidential } = enterprise.ready.acme;
  const client = new Client({ issuer, ...confidential });
  const tokens = await client.link(ada());
  assert.equal((await client.refresh(tokens.refresh_token)).status, 200);
  client.registration.client_secret = 'wrong';
  assert.equal((await client.refresh(tokens.refresh_token)).body.error, 'invalid_client');
});

test('sign-out ends the browser session and keeps the offline grant', async () => {
  const browser = new Browser();
  const tokens = await acme(browser).link(ada());
  const end = new URL('/sign-out', enterprise.ready.acme.issuer);
  end.searchParams.set('id_token_hint', tokens.id_token);
  const page = await browser.open(end);
  assert.match(page.text, /id="sign-out"/u);
  const xsrf = /name="xsrf" value="([^"]+)"/u.exec(page.text)[1];
  assert.match((await browser.open(new URL('/sign-out/confirm', end), { xsrf, logout: 'yes' })).text, /id="signed-out"/u);
  assert.match((await acme(browser).begin()).text, /id="login"/u);
  assert.equal((await acme().refresh(tokens.refresh_token)).status, 200);
});

test('introspection refuses a JWT, which the resource reads by itself', async () => {
  const client = acme();
  const { access_token } = await client.link(ada(), forOrders);
  const { status, body } = await client.post('/introspect', { token: access_token });
  assert.deepEqual([status, body.error], [400, 'unsupported_token_type']);
});
