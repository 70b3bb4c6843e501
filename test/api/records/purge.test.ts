import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clientOptions } from '#infra/example/organisation';
import { createDocumentClient } from '#shared/data/document-client';
import type { ApiClient } from '#test/support/api-client';
import { placesOf } from '#test/support/canary';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { expectProblem } from '#test/support/problem';

let cloud: TestCloud;
let manager: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
  manager = await cloud.as('manager');
});
afterAll(() => cloud?.close());

const create = async (body: object) => {
  const answer = await manager.send('POST', '/contacts', { body });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
};

/** Thirty days later, before the store has come to sweep. */
async function expire(id: string): Promise<void> {
  const documents = createDocumentClient(clientOptions(cloud.deployment));
  const table = cloud.cloud
    .resources('AWS::DynamoDB::Table')
    .find(({ identity }) => identity.ref.includes('Records'));
  const binned = { TableName: table?.identity.ref, Key: { pk: `contact#${id}`, sk: 'record' } };
  const { Item } = await documents.send(new GetCommand(binned));
  expect(Item).toMatchObject({ status: 'deleted' });
  await documents.send(
    new UpdateCommand({
      ...binned,
      UpdateExpression: 'SET expiresAt = :past',
      ExpressionAttributeValues: { ':past': Math.floor(cloud.cloud.clock.now() / 1_000) - 1 },
    }),
  );
}

it('DATA-02, DATA-08: what has left the bin is not there, also before it is swept, and nothing of it is left then', async () => {
  const words = { name: 'Purged Canary', email: 'purged@canary.example', phone: '+4930800001' };
  const gone = await create(words);
  const twin = await create({ name: 'Twin', mobile: words.phone });
  await create({ name: 'Third', mobile: words.phone });
  await manager.send('POST', '/duplicates/decisions', {
    body: { object: 'contact', ids: [gone.id, twin.id], decision: 'distinct' },
  });
  await cloud.cloud.settle();
  await manager.send('DELETE', `/contacts/${gone.id}`);
  await expire(gone.id);

  expect((await manager.send('GET', '/bin/contacts')).body.items).toEqual([]);
  expectProblem(await manager.send('POST', `/contacts/${gone.id}/restore`), 'request.not_found');
  const again = await create({ name: 'Follower', email: words.email });

  await cloud.cloud.clock.advance(3_600_000);
  await cloud.cloud.settle();
  // The audit goes on to say that it was.
  const places = await placesOf(cloud, [words.name, gone.id]);
  expect(places.filter((place) => !/Audit/.test(place))).toEqual([]);
  manager = await cloud.as('manager');
  const check = await manager.send('POST', '/duplicates/check', {
    body: { object: 'contact', values: { email: words.email } },
  });
  expect(check.body.candidates.map(({ id }: { id: string }) => id)).toEqual([again.id]);
});
