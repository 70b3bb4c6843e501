import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { IdentityTable } from '#shared/auth/identity-table';
import { toSettingsEventItem } from '#shared/auth/security-event';
import { registryKey, versionAttribute } from '#shared/data/registry';
import { transact } from '#shared/data/transact';
import { DomainError } from '#shared/errors/domain-error';
import { untouched, untouchedVersion } from '#shared/objects/object-settings';
import { fromSettingsItem, settingsKey, toSettingsItem } from './settings-item.ts';
import type { SettingsStore } from './settings-store.ts';

/** Settings in table `identity`; each write moves the registry that the gate reads, in the same transaction. */
export function createDynamoSettings({
  documents,
  table,
  clock,
  ids,
}: IdentityTable): SettingsStore {
  return {
    async find(object) {
      const key = { TableName: table, Key: { ...settingsKey(object) }, ConsistentRead: true };
      const { Item } = await documents.send(new GetCommand(key));
      return fromSettingsItem(Item) ?? untouched(object);
    },

    async change(after, event) {
      const { object, version } = after;
      const note = { ...event, eventId: ids.next(), object, at: clock.now() };
      const failed = await transact(documents, [
        {
          Put: {
            TableName: table,
            Item: toSettingsItem(after),
            ...(version === untouchedVersion + 1
              ? { ConditionExpression: 'attribute_not_exists(pk)' }
              : {
                  ConditionExpression: 'version = :before',
                  ExpressionAttributeValues: { ':before': version - 1 },
                }),
          },
        },
        {
          Update: {
            TableName: table,
            Key: { ...registryKey },
            UpdateExpression: 'SET #version = :version',
            ExpressionAttributeNames: { '#version': versionAttribute('settings', object) },
            ExpressionAttributeValues: { ':version': version },
          },
        },
        { Put: { TableName: table, Item: toSettingsEventItem(note) } },
      ]);
      if (failed.length > 0) throw new DomainError('record.version_conflict');
    },
  };
}
