import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { companyTieKey } from '#shared/auth/company-tie-item';
import type { Directory } from '#shared/auth/directory';
import type { IdentityTable } from '#shared/auth/identity-table';
import { principalKey } from '#shared/auth/principal-item';
import { toEventItem } from '#shared/auth/security-event';
import { hashSecret } from '#shared/auth/session-token';
import { transact } from '#shared/data/transact';
import type { CompanyAccounts } from './company-accounts.ts';

const Tie = z.object({ userId: z.string() });

/** Ties in table `identity`, each written together with its person. */
export function createDynamoCompanyAccounts(
  { documents, table, clock, ids }: IdentityTable,
  directory: Pick<Directory, 'find'>,
): CompanyAccounts {
  return {
    async find(identity) {
      const command = new GetCommand({
        TableName: table,
        Key: { ...companyTieKey(identity.provider, hashSecret(identity.subject)) },
        ConsistentRead: true,
      });
      const { Item } = await documents.send(command);
      return Item && directory.find(Tie.parse(Item).userId);
    },

    async tie(identity, { userId, status, version }) {
      const { provider, username } = identity;
      const subjectHash = hashSecret(identity.subject);
      const at = clock.now();
      const name = 'user.tied_to_company';
      const failed = await transact(documents, [
        {
          Put: {
            TableName: table,
            Item: {
              ...companyTieKey(provider, subjectHash),
              schemaVersion: 1,
              userId,
              at: at.toISOString(),
            },
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
        {
          Update: {
            TableName: table,
            Key: principalKey(userId),
            UpdateExpression: 'SET signInProvider = :provider, companyProfile = :profile',
            ConditionExpression:
              '#status = :status AND version = :version AND attribute_not_exists(signInProvider)',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: {
              ':provider': provider,
              ':profile': { username, subjectHash },
              ':status': status,
              ':version': version,
            },
          },
        },
        {
          Put: {
            TableName: table,
            Item: toEventItem({ eventId: ids.next(), userId, name, at }),
          },
        },
      ]);
      return failed.length === 0;
    },
  };
}
