import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { recordKey } from '#shared/records/record-item';
import type { SharesNeeds } from './dynamo-shares-of-caller.ts';
import { isLive } from './share.ts';
import { fromShareItem, sharePrefix } from './share-item.ts';
import type { ShareStore } from './share-store.ts';

/** The shares of a record, which lie with it; strongly consistent. */
export function createDynamoSharesOfRecord({
  documents,
  table,
  clock,
}: SharesNeeds): Pick<ShareStore, 'ofRecord'> {
  return {
    async ofRecord(object, recordId) {
      const { Items = [] } = await documents.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: {
            ':pk': recordKey(object, recordId).pk,
            ':prefix': sharePrefix,
          },
          ConsistentRead: true,
        }),
      );
      const now = clock.now().toISOString();
      return Items.map(fromShareItem).filter((share) => isLive(share, now));
    },
  };
}
