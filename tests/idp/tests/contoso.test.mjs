import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startEnterprise } from '../enterprise.mjs';
import { Browser, Client, decode, person } from './client.mjs';

/** @type {Awaited<ReturnType<typeof startEnterprise>>} */
let enterprise;
before(async () => {
  enterprise = await startEnterprise();
});
after(() => enterprise.stop());

const SCOPE = 'openid profile email offline_access';
const contoso = (browser) => new Client(enterprise.ready.contoso, browser);
const sam = () => person(enterprise.ready, 'sam');
const link = (client, who = sam(), request = {}) => client.link(who, { request: { scope: SCOPE, ...request } });

test('a token of the other provider is worth nothing here', async () => {
  const { access_token, refresh_token } = await link(new Client(enterprise.ready.acme));
  assert.equal((await contoso().userinfo(access_token)).status, 401);
  assert.equal((await contoso().refresh(refresh_token)).body.error, 'invalid_grant');
});

test('the metadata offers neither sign-out nor introspection nor account selection', async () => {
  const { issuer } = enterprise.ready.contoso;
  const metadata = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
  assert.equal(metadata.end_session_endpoint, undefined);
  assert.equal(metadata.introspection_endpoint, undefined);
  assert.deepEqual(metadata.prompt_values_supported, ['none', 'login', 'consent']);
  assert.ok(metadata.revocation_endpoint.startsWith(issuer));
});

test('tokens are opaque, claims come from UserInfo only, no end of session is told', async () => {
  const client = contoso();
  const tokens = await link(client);
  assert.equal(tokens.access_token.split('.').length, 1);
  assert.equal(tokens.refresh_expires_in, undefined);
  const { payload } = decode(tokens.id_token);
  assert.deepEqual([payload.sub, payload.name, payload.email], [sam().sub.contoso, undefined, undefined]);
  const { body } = await client.userinfo(tokens.access_token);
  assert.deepEqual([body.sub, body.name, body.email], [sam().sub.contoso, 'Sam Okafor', 'sam@contoso.example']);
});

test('auth_time comes with max_age', async () => {
  assert.equal(decode((await link(contoso())).id_token).payload.auth_time, undefined);
  const { id_token } = await link(contoso(), sam(), { max_age: '3600' });
  assert.ok(decode(id_token).payload.auth_time > 0);
});

test('a rotated refresh token used again revokes the whole grant', async () => {
  const client = contoso();
  const first = await link(client);
  const second = (await client.refresh(first.refresh_token)).body;
  assert.equal((await client.refresh(first.refresh_token)).body.error, 'invalid_grant');
  assert.equal((await client.refresh(second.refresh_token)).body.error, 'invalid_grant');
});

test('prompt=login lets somebody else in and leaves the first account signed in', async () => {
  const browser = new Browser();
  const first = await link(contoso(browser));
  const grace = person(enterprise.ready, 'grace');
  const second = await link(contoso(browser), grace, { prompt: 'login consent' });
  assert.equal(decode(second.id_token).payload.sub, grace.sub.contoso);
  assert.equal((await contoso().refresh(first.refresh_token)).status, 200);
});

test('revocation ends the grant', async () => {
  const client = contoso();
  const tokens = await link(client);
  assert.equal((await client.post('/revoke', { token: tokens.refresh_token })).status, 200);
  assert.equal((await client.userinfo(tokens.access_token)).status, 401);
});
