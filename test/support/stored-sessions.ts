import { createHash } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { clientOptions, output } from '#infra/example/organisation';
import { createDocumentClient } from '#shared/data/document-client';
import type { TestCloud } from './cloud.ts';

/** Writes a field of a stored session past the product, to bring about what takes long otherwise. */
export async function changeSession(
  { deployment }: TestCloud,
  token: string,
  change: Readonly<Record<string, string>>,
): Promise<void> {
  const documents = createDocumentClient(clientOptions(deployment));
  const hash = createHash('sha256').update(token).digest('hex');
  for (const [name, value] of Object.entries(change))
    await documents.send(
      new UpdateCommand({
        TableName: output(deployment, 'IdentityTable'),
        Key: { pk: `session#${hash}`, sk: 'session' },
        UpdateExpression: 'SET #name = :value',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#name': name },
        ExpressionAttributeValues: { ':value': value },
      }),
    );
  documents.destroy();
}
