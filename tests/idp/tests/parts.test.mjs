import assert from 'node:assert/strict';
import { test } from 'node:test';

import { adapterOver, Store } from '../adapter.mjs';
import { Faults } from '../faults.mjs';
import { Directory, hire } from '../people.mjs';
import { endpointOf } from '../requests.mjs';
import { html } from '../web.mjs';

test('a timed fault ends by itself on the clock it was given', () => {
  let now = 0;
  const faults = new Faults(() => now);
  faults.add({ kind: 'error', endpoint: 'token', seconds: 30 });
  assert.equal(faults.take('jwks', 'failure'), undefined);
  assert.equal(faults.take('token', 'delay'), undefined);
  now = 29_999;
  assert.equal(faults.take('token', 'failure')?.kind, 'error');
  assert.equal(faults.list()[0].seconds_left, 1);
  now = 30_000;
  assert.equal(faults.take('token', 'failure'), undefined);
  assert.deepEqual(faults.list(), []);
});

test('the newer fault of one sort wins, a delay and a failure stand together', () => {
  const faults = new Faults(() => 0);
  faults.add({ kind: 'html', endpoint: 'token', seconds: 1 });
  faults.add({ kind: 'slow', endpoint: 'token', delay: 5, seconds: 1 });
  faults.add({ kind: 'cut', endpoint: 'token', seconds: 1, count: 1 });
  assert.equal(faults.take('token', 'delay')?.delay, 5);
  assert.equal(faults.take('token', 'failure')?.kind, 'cut');
  assert.equal(faults.take('token', 'failure'), undefined);
});

test('a fault at all endpoints strikes everywhere', () => {
  const faults = new Faults(() => 0);
  faults.add({ kind: 'empty', endpoint: 'all', seconds: 1 });
  assert.deepEqual(['token', 'jwks', 'discovery'].map((one) => faults.take(one, 'failure')?.kind), ['empty', 'empty', 'empty']);
});

test('stored payloads are copies, expired ones are gone', () => {
  const store = new Store();
  const payload = { accountId: 'a', list: [1] };
  store.put('Grant', 'g', payload, undefined);
  store.put('Session', 's', payload, 0);
  payload.list.push(2);
  store.get('Grant', 'g').list.push(3);
  assert.deepEqual(store.get('Grant', 'g').list, [1]);
  assert.equal(store.get('Session', 's'), undefined);
  assert.equal(store.list().length, 1);
});

test('a grace hides the first use of a refresh token for its seconds and no longer', async () => {
  const store = new Store();
  const adapter = adapterOver(store)('RefreshToken');
  await adapter.upsert('r', { grantId: 'g' }, 100);
  store.consume('RefreshToken', 'r', Math.floor(Date.now() / 1000) - 30);
  await adapter.consume('r'); // a second use within the grace does not start it anew
  assert.ok((await adapter.find('r')).consumed);
  store.graceSeconds = 60;
  assert.equal((await adapter.find('r')).consumed, undefined);
  store.graceSeconds = 20;
  assert.ok((await adapter.find('r')).consumed);
});

test('passwords are of this start only and belong to one person', () => {
  const [first, second] = [hire(), hire()];
  assert.ok(first.every((person, i) => person.password !== second[i].password));
  const directory = new Directory(first);
  assert.equal(directory.check('ADA@acme.example', first[0].password)?.login, 'ada');
  assert.equal(directory.check('sam', first[0].password), undefined);
  assert.equal(directory.check('', ''), undefined);
});

test('html escapes what is put in, markup of its own excepted', () => {
  const line = (text) => html`<li title="${text}">${text}</li>`;
  assert.equal(html`<ul>${[`"<'&`].map(line)}${false}${undefined}</ul>`.text, '<ul><li title="&quot;&lt;&#39;&amp;">&quot;&lt;&#39;&amp;</li></ul>');
});

test('paths belong to endpoints', () => {
  assert.deepEqual(
    ['/token', '/.well-known/openid-configuration', '/authorize/abc', '/sign-out/confirm', '/'].map(endpointOf),
    ['token', 'discovery', 'authorization', 'end_session', 'other'],
  );
});
