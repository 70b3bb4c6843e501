import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { AuthenticatorCopies } from './authenticator-copies.ts';
import type { IdentityTable } from './identity-table.ts';

type Key = { readonly pk: string; readonly sk: string };

/** Where a copy of a person's authenticator secret lies. */
export const copyKey = (userId: string): Key => ({
  pk: `user#${userId}`,
  sk: 'authenticator-copy',
});

/** Where the secret of an authenticator lies that is being set up. */
export const proposalKey = (userId: string): Key => ({
  pk: `user#${userId}`,
  sk: 'authenticator-proposal',
});

/** Forgets copies in table `identity`, for which nobody needs the key that seals them. */
export function createDynamoAuthenticatorCopies({
  documents,
  table,
}: Pick<IdentityTable, 'documents' | 'table'>): Pick<AuthenticatorCopies, 'forget'> {
  return {
    async forget(userId) {
      for (const Key of [copyKey(userId), proposalKey(userId)])
        await documents.send(new DeleteCommand({ TableName: table, Key }));
    },
  };
}
