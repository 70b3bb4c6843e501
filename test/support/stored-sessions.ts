import { createHash } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { clientOptions, output } from '#infra/example/organisation';
import { createDocumentClient } from '#shared/data/document-client';
import type { TestCloud } from './cloud.ts';

/** Writes fields of a stored session past the product, to bring about what takes long otherwise. */
export async function changeSession(
  { deployment }: TestCloud,
  token: string,
  change: Readonly<Record<string, string>>,
): Promise<void> {
  const hash = createHash('sha256').update(token).digest('hex');
  await changeItem(deployment, { pk: `session#${hash}`, sk: 'session' }, change);
}

/** Writes fields of a stored person past the product. */
export async function changeStoredPerson(
  { deployment }: TestCloud,
  userId: string,
  change: Readonly<Record<string, string>>,
): Promise<void> {
  await changeItem(deployment, { pk: `user#${userId}`, sk: 'principal' }, change);
}

async function changeItem(
  deployment: TestCloud['deployment'],
  Key: Readonly<Record<string, string>>,
  change: Readonly<Record<string, string>>,
): Promise<void> {
  const documents = createDocumentClient(clientOptions(deployment));
  for (const [name, value] of Object.entries(change))
    await documents.send(
      new UpdateCommand({
        TableName: output(deployment, 'IdentityTable'),
        Key,
        UpdateExpression: 'SET #name = :value',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#name': name },
        ExpressionAttributeValues: { ':value': value },
      }),
    );
  documents.destroy();
}
