import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { clientOptions } from '#infra/example/organisation';
import { createDocumentClient } from '#shared/data/document-client';
import type { TestCloud } from './cloud.ts';

/**
 * Ends a record's thirty days in the bin: a month of every schedule would take longer than a test may.
 * Everybody's sessions are over then.
 */
export async function expireRecord(cloud: TestCloud, pk: string): Promise<void> {
  const documents = createDocumentClient(clientOptions(cloud.deployment));
  const TableName = tableNamed(cloud, 'Records');
  const binned = { TableName, Key: { pk, sk: 'record' } };
  const { Item } = await documents.send(new GetCommand(binned));
  if (Item?.['status'] !== 'deleted') throw new Error(`${pk} does not lie in the bin.`);
  await documents.send(
    new UpdateCommand({
      ...binned,
      UpdateExpression: 'SET expiresAt = :past',
      ExpressionAttributeValues: { ':past': Math.floor(cloud.cloud.clock.now() / 1_000) - 1 },
    }),
  );
  await cloud.cloud.clock.advance(60 * 60_000);
  await cloud.cloud.settle();
}

/** The physical name of a table, by a word of its logical name. */
export function tableNamed(cloud: TestCloud, word: string): string {
  const table = cloud.cloud
    .resources('AWS::DynamoDB::Table')
    .find(({ identity }) => identity.ref.includes(word));
  if (!table) throw new Error(`There is no table ${word}.`);
  return table.identity.ref;
}
