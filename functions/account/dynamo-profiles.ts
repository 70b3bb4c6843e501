import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { IdentityTable } from '#shared/auth/identity-table';
import { principalKey, StoredPrincipal } from '#shared/auth/principal-item';
import type { ProfileStore } from './profile-store.ts';

/** Profiles in table `identity`. */
export function createDynamoProfiles({ documents, table, clock }: IdentityTable): ProfileStore {
  return {
    async changeProfile(userId, change) {
      const fields = Object.entries(change).filter(([, value]) => value !== undefined);
      const { Attributes } = await documents.send(
        new UpdateCommand({
          TableName: table,
          Key: principalKey(userId),
          UpdateExpression: `SET updatedAt = :at, ${fields.map(([name]) => `#${name} = :${name}`).join(', ')} ADD version :one`,
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeNames: Object.fromEntries(fields.map(([name]) => [`#${name}`, name])),
          ExpressionAttributeValues: {
            ':at': clock.now().toISOString(),
            ':one': 1,
            ...Object.fromEntries(fields.map(([name, value]) => [`:${name}`, value])),
          },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return StoredPrincipal.parse(Attributes);
    },
  };
}
