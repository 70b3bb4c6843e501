import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiAnswer, ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';

let cloud: TestCloud;
let manager: ApiClient;
let administrator: ApiClient;
beforeAll(async () => {
  cloud = await bootCloud({ seed: 20_260_304 });
  manager = await cloud.as('manager');
  administrator = await cloud.as('administrator');
});
afterAll(() => cloud?.close());

const signIn = () => {
  const { email: login, password } = cloud.person('sales');
  return cloud.anyone.send('POST', '/sign-in', {
    body: { login, password, transport: 'bearer' },
  });
};
/** Each queue has the name of its function in its own. */
const exportsQueue = () =>
  cloud.cloud
    .resources('AWS::SQS::Queue')
    .map(({ identity }) => identity.ref.split('/').at(-1) ?? '')
    .find((name) => /export/i.test(name) && !/dead|failed/i.test(name)) ?? 'none';

const needsKeys = () => manager.send('POST', '/account/factors/authenticator');
const needsQueue = () => manager.send('POST', '/contacts/exports', { body: { format: 'csv' } });
const needsMail = () =>
  administrator.send('POST', `/users/${cloud.person('sales').userId}/restore-mail`);
const needsFiles = () =>
  administrator.send('POST', '/imports', { body: { fileName: 'late.csv', object: 'contact' } });

/** What refuses everything, and a request that needs it. */
const outages: readonly (readonly [string, () => string, () => Promise<ApiAnswer>, number])[] = [
  ['tables', () => 'dynamodb:', () => manager.send('GET', '/contacts'), 200],
  ['queues', exportsQueue, needsQueue, 202],
  ['the user pool', () => 'cognito-idp:', signIn, 200],
];

it.each(outages)(
  'API-21: without %s it says so, lets nobody in, and recovers by itself',
  async (_, scope, ask, status) => {
    cloud.cloud.faults.set('throttle', 1, scope());
    const refused = await ask();
    cloud.cloud.faults.clear();
    expect(refused.status, refused.text).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.body).toMatchObject({ code: 'service.unavailable', type: 'about:blank' });
    const answer = await ask();
    expect(answer.status, answer.text).toBe(status);
  },
);

/** Services that take requests and answer none, each with a request that waits for it. */
const silent: readonly (readonly [string, Readonly<Record<string, () => Promise<ApiAnswer>>>])[] = [
  ['the tables', { dynamodb: () => manager.send('GET', '/contacts') }],
  [
    'queues, keys, mail and the user pool',
    { sqs: needsQueue, kms: needsKeys, ses: needsMail, 'cognito-idp': signIn },
  ],
];

it.each(silent)(
  'API-21: while %s hang, who waits for them is told so before the function’s own time is over, and all goes on afterwards',
  async (_, asks) => {
    for (const name of Object.keys(asks)) cloud.cloud.faults.set('late-answer', 1, `${name}:`);
    // The gateway answers for a function that was ended, without a code.
    const given = Promise.all(Object.values(asks).map((ask) => ask()));
    for (const answer of await given) {
      expect(answer.status, answer.text).toBe(503);
      expect(answer.body).toMatchObject({ code: 'service.unavailable', type: 'about:blank' });
      expect(answer.headers.get('retry-after')).toBe('1');
    }
    // What hung is done now, late, for nobody.
    cloud.cloud.faults.clear();
    await cloud.cloud.settle();
    for (const ask of Object.values(asks)) {
      const answer = await ask();
      expect(answer.status, answer.text).toBeLessThan(300);
    }
  },
);

it('API-21: who needs none of what hangs notices nothing; files go past the functions by links', async () => {
  for (const name of ['sqs', 'kms', 'ses', 'cognito-idp', 's3'])
    cloud.cloud.faults.set('late-answer', 1, `${name}:`);
  const answers = [await manager.send('GET', '/contacts'), await needsFiles()];
  cloud.cloud.faults.clear();
  expect(answers.map(({ status }) => status)).toEqual([200, 201]);
});
