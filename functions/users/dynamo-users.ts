import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import type { IdentityTable } from '#shared/auth/identity-table';
import { principalKey, StoredPrincipal } from '#shared/auth/principal-item';
import { changeItems } from './change-user-items.ts';
import { addFirstAdministrator, addInvited } from './dynamo-add-user-items.ts';
import { eventBy } from './user-event.ts';
import type { UserStore } from './user-store.ts';

/** Users in table `identity`; the list comes from the index `principals`, a moment behind. */
export function createDynamoUsers(identity: IdentityTable): UserStore {
  const { documents, table } = identity;
  return {
    find: createDynamoDirectory(documents, table).find,

    async list({ cursor, limit }) {
      const { Items, LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'principals',
          KeyConditionExpression: cursor ? 'listPk = :pk AND listSk > :after' : 'listPk = :pk',
          ExpressionAttributeValues: {
            ':pk': 'principals',
            ...(cursor ? { ':after': cursor } : {}),
          },
          Limit: limit,
        }),
      );
      const users = (Items ?? []).map((item) => StoredPrincipal.parse(item));
      return { users, next: LastEvaluatedKey ? users.at(-1)?.userId : undefined };
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
