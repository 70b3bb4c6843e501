import { afterEach, describe, expect, it } from 'vitest';
import type { FaultPoint } from '#infra/local/faults';
import { placesOf } from '#test/support/canary';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { stepUp } from '#test/support/people';

let cloud: TestCloud;
afterEach(() => cloud?.close());

const schedules: readonly (readonly [
  string,
  readonly (readonly [FaultPoint, number, string])[],
])[] = [
  [
    'its worker is killed in the middle and messages come twice',
    [
      ['function-crash', 0.4, 'rivacyWorker'],
      ['duplicate-delivery', 0.5, ''],
    ],
  ],
  [
    'answers to finished work are lost and the store throttles',
    [
      ['lost-acknowledgement', 0.15, 'TransactWriteItems'],
      ['throttle', 0.1, 'UpdateItem'],
      ['unprocessed-items', 0.3, ''],
    ],
  ],
];

describe('PRIV-02, PRIV-03: an erasure ends the same', () => {
  it.each(schedules)('where %s', { timeout: 120_000 }, async (_title, faults) => {
    cloud = await bootCloud({ seed: 20_260_303 });
    const { cloud: local } = cloud;
    const manager = await cloud.as('manager');
    const create = async (plural: string, body: object) =>
      (await manager.send('POST', `/${plural}`, { body })).body;
    const email = 'quentin@canary.example';
    const person = await create('contacts', { name: 'Quentin Canary', email, notes: 'Quentin' });
    const about = [{ object: 'contact', id: person.id }];
    for (let number = 0; number < 6; number += 1) {
      await create('activities', { type: 'call', subject: `Quentin ${number}`, related: about });
      await create('tickets', { subject: 'Quentin Canary asks', contactId: person.id });
    }
    await local.settle();
    const proved = await stepUp(
      await cloud.as('administrator'),
      cloud.person('administrator').password,
    );
    for (const fault of faults) local.faults.set(...fault);
    const body = { subjects: about, reason: 'Asked in writing.' };
    const started = await proved.send('POST', '/person-requests/erasures', { body });
    expect(started.status, started.text).toBe(202);
    // Time enough for a message to come again as often as the queue lets it.
    for (let minutes = 0; minutes < 150; minutes += 30) await local.clock.advance(30 * 60_000);
    local.faults.clear();
    await local.settle();

    const administrator = await stepUp(
      await cloud.as('administrator'),
      cloud.person('administrator').password,
    );
    const { body: ended } = await administrator.send('GET', `/person-requests/${started.body.id}`);
    expect(ended).toMatchObject({
      state: 'done',
      receipt: { erased: { contact: 1, activity: 6 }, pseudonymised: { ticket: 6 } },
    });
    expect(await placesOf(cloud, ['quentin', email])).toEqual([]);
  });
});
