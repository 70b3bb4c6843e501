import { companyTieKey } from '#shared/auth/company-tie-item';
import type { IdentityTable } from '#shared/auth/identity-table';
import { principalKey, type StoredPrincipal } from '#shared/auth/principal-item';
import { transact } from '#shared/data/transact';
import { DomainError } from '#shared/errors/domain-error';
import { eventBy } from '#shared/users/user-event';
import type { CompanyTies } from './company-ties.ts';

/** Ties in table `identity`, taken away together with what the person's item says of them. */
export function createDynamoCompanyTies(identity: IdentityTable): CompanyTies {
  const { documents, table, clock } = identity;
  return {
    async untie(before, by) {
      const { signInProvider, companyProfile, ...rest } = before;
      const updatedAt = clock.now().toISOString();
      const after: StoredPrincipal = { ...rest, version: before.version + 1, updatedAt };
      const tie = companyTieKey(signInProvider ?? '', companyProfile?.subjectHash ?? '');
      const failed = await transact(documents, [
        {
          Update: {
            TableName: table,
            Key: principalKey(before.userId),
            UpdateExpression:
              'SET version = :version, updatedAt = :at REMOVE signInProvider, companyProfile ADD sessionGeneration :one',
            ConditionExpression: 'version = :before',
            ExpressionAttributeValues: {
              ':version': after.version,
              ':at': updatedAt,
              ':one': 1,
              ':before': before.version,
            },
          },
        },
        { Delete: { TableName: table, Key: { ...tie } } },
        {
          Put: {
            TableName: table,
            Item: eventBy(identity, before.userId, 'user.untied_from_company', by),
          },
        },
      ]);
      if (failed.length > 0) throw new DomainError('record.version_conflict');
      return after;
    },
  };
}
