import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Client, ORDERS, person } from './client.mjs';

const SERVER = fileURLToPath(new URL('../server.mjs', import.meta.url));

/** Starts the program and waits for its ready line; it is ended when the test is over, whatever happens. */
async function start(t, args = []) {
  const child = spawn(process.execPath, [SERVER, ...args], { stdio: ['pipe', 'pipe', 'ignore'] });
  t.after(() => child.kill('SIGKILL'));
  const lines = [];
  const output = createInterface(child.stdout).on('line', (line) => lines.push(line));
  await once(output, 'line');
  return { child, lines, ready: JSON.parse(lines[0]) };
}

function folder(t) {
  const path = mkdtempSync(join(tmpdir(), 'lanyard-idp-'));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

test('a port that is no port ends the program with 2', async () => {
  const child = spawn(process.execPath, [SERVER, '--acme-port', '70000'], { stdio: 'ignore' });
  assert.deepEqual(await once(child, 'exit'), [2, null]);
});

test('prints one line, works, and ends on SIGTERM', async (t) => {
  const { child, lines, ready } = await start(t);
  assert.equal(ready.ready, true);
  assert.deepEqual(ready.people.map(({ login }) => login), ['ada', 'sam', 'grace', 'dan']);
  await new Client(ready.acme).link(person(ready, 'ada'));
  child.kill('SIGTERM');
  assert.deepEqual(await once(child, 'exit'), [0, null]);
  assert.equal(lines.length, 1);
});

test('ends when stdin is closed, if asked to', async (t) => {
  const { child } = await start(t, ['--exit-with-stdin']);
  child.stdin.end();
  assert.deepEqual(await once(child, 'exit'), [0, null]);
});

test('records every secret in a file of its owner, at any resource it was told of', async (t) => {
  const file = join(folder(t), 'secrets');
  writeFileSync(file, '', { mode: 0o644 });
  const resource = 'https://orders.elsewhere.example';
  const { ready } = await start(t, ['--record', file, '--orders-resource', resource]);
  assert.equal(ready.acme.resource, resource);
  assert.notEqual(resource, ORDERS);

  const client = new Client(ready.acme);
  const callback = await client.signIn(person(ready, 'ada'), { resource, nonce: 'n-of-this-test' });
  const first = (await client.exchange(callback.get('code'), { resource })).body;
  const second = (await client.refresh(first.refresh_token)).body;

  assert.equal(statSync(file).mode & 0o777, 0o600);
  const recorded = readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  const expected = [
    ...ready.people.map(({ password }) => ['password', password]),
    ['client_secret', ready.acme.confidential.client_secret],
    ['authorization_code', callback.get('code')],
    ['state', callback.get('state')],
    ['nonce', 'n-of-this-test'],
    ['code_verifier', client.verifier],
    ...[first, second].flatMap((tokens) =>
      ['refresh_token', 'access_token', 'id_token'].map((kind) => [kind, tokens[kind]])),
  ];
  for (const [kind, value] of expected) {
    assert.ok(value && recorded.some((one) => one.kind === kind && one.value === value), kind);
  }
});
