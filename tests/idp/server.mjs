/**
 * The demo enterprise as a program. README.md says how to start it and what the ready line holds.
 *
 * 1. stdout gets exactly one line, when everything listens; all else goes to stderr.
 * 2. It ends on SIGTERM and SIGINT, and with `--exit-with-stdin` when stdin is closed, so that no parent leaves it behind.
 */
import { parseArgs } from 'node:util';

console.info = console.error; // oidc-provider gives its notices there
console.log = console.error;

const { values } = parseArgs({
  options: {
    'acme-port': { type: 'string', default: '0' },
    'contoso-port': { type: 'string', default: '0' },
    'control-port': { type: 'string', default: '0' },
    record: { type: 'string' },
    'orders-resource': { type: 'string' },
    'exit-with-stdin': { type: 'boolean', default: false },
  },
});

const { startEnterprise } = await import('./enterprise.mjs');
const enterprise = await startEnterprise({
  acmePort: port('acme-port'),
  contosoPort: port('contoso-port'),
  controlPort: port('control-port'),
  recordFile: values.record,
  ordersResource: values['orders-resource'],
});

let ending = false;
process.on('SIGTERM', end);
process.on('SIGINT', end);
if (values['exit-with-stdin']) {
  process.stdin.on('end', end).on('error', end).resume();
}
process.stdout.write(`${JSON.stringify(enterprise.ready)}\n`);

async function end() {
  if (!ending) {
    ending = true;
    await enterprise.stop();
    process.exit(0);
  }
}

/** @param {'acme-port' | 'contoso-port' | 'control-port'} name */
function port(name) {
  const number = Number(values[name]);
  if (!Number.isInteger(number) || number < 0 || number > 65535) {
    console.error(`--${name} takes a port number, not "${values[name]}"`);
    process.exit(2);
  }
  return number;
}
