/**
 * The composition: two providers, their people, and the control page, in one process.
 */
import { randomBytes } from 'node:crypto';

import { Authority } from './authority.mjs';
import { Control } from './control.mjs';
import { Directory, hire, hireColleagues } from './people.mjs';
import { acme, SESSION_SECONDS } from './providers/acme.mjs';
import { contoso, REFRESH_TOKEN_SECONDS } from './providers/contoso.mjs';
import { SecretRecord } from './record.mjs';
import { RequestLog } from './requests.mjs';

export const ORDERS_RESOURCE = 'https://orders.acme.example';

/**
 * @typedef {object} Options ports are 0 for any free one
 * @property {number} [acmePort]
 * @property {number} [contosoPort]
 * @property {number} [controlPort]
 * @property {string} [recordFile]
 * @property {string} [ordersResource] the audience name of the orders API
 */

/** @param {Options} [options] */
export async function startEnterprise({
  acmePort = 0, contosoPort = 0, controlPort = 0, recordFile, ordersResource = ORDERS_RESOURCE,
} = {}) {
  const directory = new Directory(hire(), hireColleagues());
  const log = new RequestLog();
  const record = new SecretRecord(recordFile);
  const confidentialSecret = randomBytes(24).toString('base64url');
  record.add('client_secret', confidentialSecret);
  for (const { password } of directory.everyone) {
    record.add('password', password);
  }

  const common = { directory, record, log, ordersResource, confidentialSecret };
  const authorities = {
    acme: new Authority({
      ...common,
      brand: { key: 'acme', name: 'Acme ID' },
      configure: acme,
      sessionSeconds: SESSION_SECONDS,
      tellsSessionEnd: true,
      administered: true,
    }),
    contoso: new Authority({
      ...common,
      brand: { key: 'contoso', name: 'Contoso' },
      configure: contoso,
      sessionSeconds: REFRESH_TOKEN_SECONDS,
    }),
  };
  const control = new Control({ authorities, directory, log, record, confidentialSecret });

  const stop = async () => {
    await Promise.all([authorities.acme, authorities.contoso, control].map((part) => part.stop()));
    record.close();
  };
  try {
    await authorities.acme.start(acmePort);
    await authorities.contoso.start(contosoPort);
    await control.start(controlPort);
  } catch (problem) {
    await stop();
    throw problem;
  }
  const ready = readyLine({ authorities, control, directory, ordersResource, confidentialSecret });
  return { ready, stop, directory, store: authorities.acme.store };
}

/** What whoever started the enterprise has to know; the one line on stdout. */
function readyLine({ authorities, control, directory, ordersResource, confidentialSecret }) {
  const registration = ({ brand, issuer }) => ({ name: brand.name, issuer, client_id: 'lanyard' });
  return {
    ready: true,
    acme: {
      ...registration(authorities.acme),
      resource: ordersResource,
      confidential: { client_id: 'lanyard-confidential', client_secret: confidentialSecret },
    },
    contoso: registration(authorities.contoso),
    control: `${control.origin}/`,
    people: directory.people.map(({ login, name, email, role, disabled, password, sub }) => ({
      login, name, email, role, disabled, password, sub,
    })),
  };
}
