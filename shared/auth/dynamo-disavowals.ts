import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type TransactAction, transact } from '#shared/data/transact';
import type { Disavowals } from './disavowal.ts';
import { disavowalKey, newDisavowal, openDisavowal } from './disavowal-item.ts';
import { createDynamoDirectory } from './dynamo-directory.ts';
import type { IdentityTable } from './identity-table.ts';
import { administratorsKey, principalKey, type StoredPrincipal } from './principal-item.ts';
import type { RequestOrigin } from './request-origin.ts';
import { toEventItem } from './security-event.ts';
import { sweepSessions } from './sessions-of-user.ts';

/** Whoever loses a race against another change of the person looks anew, this many times. */
const tries = 4;

/** “This was not me” links in table `identity`. */
export function createDynamoDisavowals(identity: IdentityTable): Disavowals {
  const { documents, table, clock } = identity;
  const directory = createDynamoDirectory(documents, table);

  return {
    async create(userId, noticeAt) {
      const { token, item } = newDisavowal(userId, noticeAt, clock.now());
      await documents.send(new PutCommand({ TableName: table, Item: item }));
      return token;
    },

    async act(token, origin) {
      const Key = disavowalKey(token);
      for (let left = tries, mayLock = true; left > 0; left -= 1) {
        const { Item } = await documents.send(
          new GetCommand({ TableName: table, Key, ConsistentRead: true }),
        );
        const link = openDisavowal(Item, clock.now());
        const person = link && (await directory.find(link.userId));
        if (!person) return undefined;
        const { userId } = person;
        if (link?.outcome) return { userId, isLocked: link.outcome === 'locked' };
        const isLocked = mayLock && person.status === 'active';
        const steps = [
          use(identity, token, isLocked || person.status === 'locked'),
          ...secure(identity, person, isLocked),
          note(identity, userId, origin),
        ];
        const failed = await transact(documents, steps);
        if (failed.length === 0) {
          await sweepSessions(identity, userId);
          return { userId, isLocked: isLocked || person.status === 'locked' };
        }
        // The set would be empty without them: the last administrator has to stay.
        if (failed.some(({ index }) => index === administratorsStep)) mayLock = false;
      }
      throw new Error('A person changes too often to be locked.');
    },

    async complete(token) {
      await documents.send(
        new UpdateCommand({
          TableName: table,
          Key: disavowalKey(token),
          UpdateExpression: 'SET completedAt = :now',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: { ':now': clock.now().toISOString() },
        }),
      );
    },
  };
}

/** Place of the step in the transaction that takes a locked administrator out of their set. */
const administratorsStep = 2;

function use({ table }: IdentityTable, token: string, isLocked: boolean): TransactAction {
  return {
    Update: {
      TableName: table,
      Key: disavowalKey(token),
      UpdateExpression: 'SET outcome = :outcome',
      ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(outcome)',
      ExpressionAttributeValues: { ':outcome': isLocked ? 'locked' : 'not-locked' },
    },
  };
}

function secure(
  { table, clock }: IdentityTable,
  { userId, version, role }: StoredPrincipal,
  locks: boolean,
): readonly TransactAction[] {
  const principal: TransactAction = {
    Update: {
      TableName: table,
      Key: principalKey(userId),
      UpdateExpression: `SET updatedAt = :at, keysEndedAt = :at${locks ? ', #status = :locked' : ''} ADD sessionGeneration :one, version :one`,
      ConditionExpression: 'version = :version',
      ...(locks ? { ExpressionAttributeNames: { '#status': 'status' } } : {}),
      ExpressionAttributeValues: {
        ':at': clock.now().toISOString(),
        ':one': 1,
        ':version': version,
        ...(locks ? { ':locked': 'locked' } : {}),
      },
    },
  };
  if (!locks || role !== 'administrator') return [principal];
  return [
    principal,
    {
      Update: {
        TableName: table,
        Key: administratorsKey,
        UpdateExpression: 'DELETE userIds :ids',
        ConditionExpression: 'contains(userIds, :id) AND size(userIds) > :one',
        ExpressionAttributeValues: { ':ids': new Set([userId]), ':id': userId, ':one': 1 },
      },
    },
  ];
}

function note(identity: IdentityTable, userId: string, origin: RequestOrigin): TransactAction {
  const { table, ids, clock } = identity;
  const name = 'user.disavowed';
  const event = { eventId: ids.next(), userId, name, at: clock.now(), origin } as const;
  return { Put: { TableName: table, Item: toEventItem(event) } };
}
