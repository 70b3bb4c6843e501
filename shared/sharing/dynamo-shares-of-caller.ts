import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '#shared/data/batch-get';
import { queryAll } from '#shared/data/query-all';
import type { Clock } from '#shared/domain/clock';
import type { ObjectName } from '#shared/objects/names';
import { fromRecordItem, recordKey } from '#shared/records/record-item';
import { isLive, type Recipient, recipientsOf, type Share, strongest } from './share.ts';
import { fromShareItem, recipientPartition, shareKey } from './share-item.ts';
import type { SharesOfCaller } from './share-store.ts';

export interface SharesNeeds {
  readonly documents: DynamoDBDocumentClient;
  /** Name of the table `records`. */
  readonly table: string;
  readonly clock: Clock;
}

/** The shares that a caller's requests rest on, in table `records`. */
export function createDynamoSharesOfCaller(needs: SharesNeeds): SharesOfCaller {
  const { documents, table, clock } = needs;
  const live = (items: readonly unknown[]) => {
    const now = clock.now().toISOString();
    return items.map(fromShareItem).filter((share) => isLive(share, now));
  };
  return {
    async of(object, recordId, caller) {
      const keys = recipientsOf(caller).map((recipient) =>
        shareKey({ object, recordId, recipient }),
      );
      return strongest(live(await batchGet(documents, table, keys)));
    },

    async among(object, recordIds, caller) {
      const recipients = recipientsOf(caller);
      const keys = recordIds.flatMap((recordId) =>
        recipients.map((recipient) => shareKey({ object, recordId, recipient })),
      );
      const shares = Map.groupBy(
        live(await batchGet(documents, table, keys)),
        ({ recordId }) => recordId,
      );
      return new Map(
        [...shares].flatMap(([recordId, found]) => {
          const share = strongest(found);
          return share ? [[recordId, share.level] as const] : [];
        }),
      );
    },

    async records(object, caller) {
      const pages = await Promise.all(
        recipientsOf(caller).map((recipient) => allOfObject(needs, recipient, object.name)),
      );
      // The index is a moment behind: a share that was ended a moment ago is read itself.
      const keys = pages
        .flat()
        .flatMap((share) => [shareKey(share), recordKey(object.name, share.recordId)]);
      const items = Map.groupBy(await batchGet(documents, table, keys), ({ sk }) =>
        sk === 'record' ? 'records' : 'shares',
      );
      const shares = Map.groupBy(live(items.get('shares') ?? []), ({ recordId }) => recordId);
      return (items.get('records') ?? []).flatMap((item) => {
        const record = fromRecordItem(item);
        const share = record && strongest(shares.get(record.id) ?? []);
        return record && share ? [{ record, share }] : [];
      });
    },
  };
}

async function allOfObject(
  { documents, table }: SharesNeeds,
  recipient: Recipient,
  object: ObjectName,
): Promise<Share[]> {
  const items = await queryAll(documents, {
    TableName: table,
    IndexName: 'byOwner',
    KeyConditionExpression: 'ownerPk = :pk AND begins_with(updatedSk, :object)',
    ExpressionAttributeValues: {
      ':pk': recipientPartition(recipient),
      ':object': `${object}#`,
    },
  });
  return items.map(fromShareItem);
}
