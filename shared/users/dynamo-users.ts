import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import type { IdentityTable } from '#shared/auth/identity-table';
import { principalKey, StoredPrincipal } from '#shared/auth/principal-item';
import { changeItems } from './change-user-items.ts';
import { addFirstAdministrator, addInvited } from './dynamo-add-user-items.ts';
import { matchesFilter } from './matches-filter.ts';
import { eventBy } from './user-event.ts';
import type { UserStore } from './user-store.ts';

/** Users in table `identity`; the list comes from the index `principals`, a moment behind. */
export function createDynamoUsers(identity: IdentityTable): UserStore {
  const { documents, table } = identity;
  return {
    find: createDynamoDirectory(documents, table).find,

    async list({ cursor, limit, filter = {} }) {
      const users: StoredPrincipal[] = [];
      let after = cursor;
      // The people of one organisation are few: what does not fit is read and left out.
      while (users.length < limit) {
        const page = await readPage(identity, after, limit);
        for (const user of page.users) {
          after = user.userId;
          if (matchesFilter(user, filter)) users.push(user);
          if (users.length === limit) break;
        }
        const isLast = page.isLast && after === page.users.at(-1)?.userId;
        if (isLast || page.users.length === 0) return { users, next: undefined };
      }
      return { users, next: after };
    },

    add: (user, by) => addInvited(identity, user, by),
    addFirstAdministrator: (user) => addFirstAdministrator(identity, user),
    change: (before, change, event, by) => changeItems(identity, before, change, event, by),

    async linkAccount(userId, username) {
      await documents.send(
        new UpdateCommand({
          TableName: table,
          Key: principalKey(userId),
          UpdateExpression: 'SET cognitoUsername = :username',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: { ':username': username },
        }),
      );
    },

    async note(userId, event, by) {
      const Item = eventBy(identity, userId, event, by);
      await documents.send(new PutCommand({ TableName: table, Item }));
    },
  };
}

/** Some people in the order of their invitation. */
async function readPage(
  { documents, table }: IdentityTable,
  after: string | undefined,
  limit: number,
) {
  const { Items = [], LastEvaluatedKey } = await documents.send(
    new QueryCommand({
      TableName: table,
      IndexName: 'principals',
      KeyConditionExpression: after ? 'listPk = :pk AND listSk > :after' : 'listPk = :pk',
      ExpressionAttributeValues: { ':pk': 'principals', ...(after ? { ':after': after } : {}) },
      Limit: limit,
    }),
  );
  const users = Items.map((item) => StoredPrincipal.parse(item));
  return { users, isLast: LastEvaluatedKey === undefined };
}
