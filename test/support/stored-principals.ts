import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { clientOptions, output } from '#infra/example/organisation';
import { principalKey } from '#shared/auth/principal-item';
import { createDocumentClient } from '#shared/data/document-client';
import type { TestCloud } from './cloud.ts';

/** Writes fields of a stored person past the product, to bring about what takes long otherwise. */
export async function changePrincipal(
  { deployment }: TestCloud,
  userId: string,
  change: Readonly<Record<string, string>>,
): Promise<void> {
  const documents = createDocumentClient(clientOptions(deployment));
  for (const [name, value] of Object.entries(change))
    await documents.send(
      new UpdateCommand({
        TableName: output(deployment, 'IdentityTable'),
        Key: principalKey(userId),
        UpdateExpression: 'SET #name = :value',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#name': name },
        ExpressionAttributeValues: { ':value': value },
      }),
    );
  documents.destroy();
}
