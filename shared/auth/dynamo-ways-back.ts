import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { transact } from '#shared/data/transact';
import { answersKey } from './answer-hash.ts';
import { contactChangeLife } from './contact-change-item.ts';
import { createDynamoAuthenticatorCopies } from './dynamo-authenticator-copies.ts';
import { createDynamoPasskeysOfPerson } from './dynamo-passkeys-of-person.ts';
import { savedCodesKey } from './dynamo-saved-codes.ts';
import type { IdentityTable } from './identity-table.ts';
import { revokePasskey } from './passkey-item.ts';
import { toEventItem } from './security-event.ts';
import type { WaysBack } from './ways-back.ts';

/** Ways back of people in table `identity`. */
export function createDynamoWaysBack(identity: IdentityTable): WaysBack {
  const { documents, table: TableName, clock, ids } = identity;
  const copies = createDynamoAuthenticatorCopies(identity);
  const passkeys = createDynamoPasskeysOfPerson(identity);
  const youngPasskeys = async (userId: string) => {
    const since = new Date(clock.now().getTime() - contactChangeLife).toISOString();
    return (await passkeys.list(userId)).filter(({ createdAt }) => createdAt > since);
  };
  return {
    async close(userId) {
      for (const Key of [savedCodesKey(userId), answersKey(userId)])
        await documents.send(new DeleteCommand({ TableName, Key }));
      await copies.forget(userId);
      for (const { passkeyId } of await youngPasskeys(userId)) {
        const at = clock.now();
        const event = { eventId: ids.next(), userId, name: 'passkey.removed', at } as const;
        await transact(documents, [
          revokePasskey(TableName, userId, passkeyId, at),
          { Put: { TableName, Item: toEventItem(event) } },
        ]);
      }
    },
  };
}
