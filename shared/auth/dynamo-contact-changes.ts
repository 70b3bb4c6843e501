import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { transact } from '#shared/data/transact';
import { DomainError } from '#shared/errors/domain-error';
import {
  type ContactChange,
  contactChangeKey,
  contactChangePrefix,
  contactKinds,
  readContactChange,
} from './contact-change-item.ts';
import type { ContactChanges } from './contact-changes.ts';
import type { IdentityTable } from './identity-table.ts';
import { changeLoginOf, moveMarker } from './login-steps.ts';
import { toEventItem } from './security-event.ts';

/** Changes of contacts in table `identity`, under their person. */
export function createDynamoContactChanges(identity: IdentityTable): ContactChanges {
  const { documents, table: TableName, clock, ids } = identity;
  const restored = (userId: string) => {
    const event = {
      eventId: ids.next(),
      userId,
      name: 'contact.restored',
      at: clock.now(),
    } as const;
    return { Put: { TableName, Item: toEventItem(event) } };
  };
  return {
    async recent(userId) {
      const { Items = [] } = await documents.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: { ':pk': `user#${userId}`, ':prefix': contactChangePrefix },
          ConsistentRead: true,
        }),
      );
      const now = clock.now();
      const changes = Items.flatMap((item) => readContactChange(userId, item, now) ?? []);
      return contactKinds.flatMap((kind) => oldest(changes.filter((each) => each.kind === kind)));
    },

    async putBack(person, { kind, former }) {
      const { userId } = person;
      if (kind === 'phone') {
        await documents.send(new PutCommand(restored(userId).Put));
        return;
      }
      if (person[kind] === former) return;
      const move = { userId, kind, former: person[kind], login: former };
      const failed = await transact(documents, [
        changeLoginOf(TableName, move, clock.now()),
        restored(userId),
        ...moveMarker(TableName, move),
      ]);
      if (failed.length === 0) return;
      throw new DomainError(failed[0]?.index === 0 ? 'record.version_conflict' : 'user.exists');
    },

    async forget(userId, { changeIds }) {
      for (const changeId of changeIds) {
        const Key = contactChangeKey(userId, changeId);
        await documents.send(new DeleteCommand({ TableName, Key }));
      }
    },
  };
}

/** Changes come in the order of time: what was before the first of them is what has to come back. */
function oldest(changes: readonly ContactChange[]) {
  const [first] = changes;
  if (!first) return [];
  const { kind, former } = first;
  return [{ kind, former, changeIds: changes.map(({ changeId }) => changeId) }];
}
