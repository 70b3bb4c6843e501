import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';
import { clientOptions, output } from '#infra/example/organisation';
import type { FaultPoint } from '#infra/local/faults';
import { bootCloud, type TestCloud } from '#test/support/cloud';

let cloud: TestCloud;
afterEach(() => cloud?.close());

const rows = 1_200;
const people = Array.from({ length: rows }, (_, at) => {
  if (at % 100 === 7) return `P ${at},broken-address`;
  return `P ${at},p${at % 100 === 9 ? at - 1 : at}@example.com`;
});
const file = `Name,Email\n${people.join('\n')}\n`;
const counts = { created: rows - 24, updated: 0, skipped: 12, failed: 12 };

const schedules: readonly (readonly [
  string,
  readonly (readonly [FaultPoint, number, string])[],
])[] = [
  [
    'messages come twice and in any order',
    [
      ['duplicate-delivery', 0.5, ''],
      ['reordered-delivery', 0.5, ''],
    ],
  ],
  ['workers are killed in the middle of their work', [['function-crash', 0.4, 'import']]],
  [
    'answers to finished work are lost',
    [
      ['lost-acknowledgement', 0.2, 'TransactWriteItems'],
      ['lost-acknowledgement', 0.3, 'import'],
    ],
  ],
  [
    'the store throttles and transactions collide',
    [
      ['throttle', 0.1, 'TransactWriteItems'],
      ['transaction-conflict', 0.2, ''],
      ['unprocessed-items', 0.3, ''],
    ],
  ],
];

describe('I5, IMP-05, IMP-06, IMP-07, IMP-10: an import ends the same', () => {
  it.each(schedules)('where %s', { timeout: 120_000 }, async (_title, faults) => {
    const seed = 20_260_301;
    cloud = await bootCloud({ seed });
    const { cloud: local, deployment } = cloud;
    const manager = await cloud.as('manager');
    for (const fault of faults) local.faults.set(...fault);
    const s3 = new S3Client(clientOptions(deployment));
    const Bucket = output(deployment, 'FilesBucket');
    await s3.send(new PutObjectCommand({ Bucket, Key: 'inbox/people.csv', Body: file }));
    // Time enough for every retry, and for the watch to send again what stood still.
    for (let minutes = 0; minutes < 60; minutes += 5) await local.clock.advance(5 * 60_000);
    local.faults.clear();
    await local.settle();

    const again = await signInAgain(manager);
    const { body } = await again.send('GET', '/imports');
    expect(body.items, `seed ${seed}`).toMatchObject([
      { state: 'finished_with_errors', rows, counts },
    ]);
    let found = 0;
    let cursor: string | undefined;
    do {
      const page = await again.send(
        'GET',
        `/contacts?limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
      );
      await local.clock.advance(1_000);
      found += page.body.items.length;
      cursor = page.body.nextCursor;
    } while (cursor);
    expect(found).toBe(counts.created);
  });
});

/** An hour has passed: the first session has been idle for too long. */
async function signInAgain(manager: Awaited<ReturnType<TestCloud['as']>>) {
  const still = await manager.send('GET', '/imports');
  return still.status === 200 ? manager : cloud.as('manager');
}
