import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { toAuditItem } from '#shared/audit/audit-item';
import type { AuditTable } from '#shared/audit/audit-table';
import { batchGet } from '#shared/data/batch-get';
import { transact } from '#shared/data/transact';
import { fromRecordItem, recordKey } from '#shared/records/record-item';
import { createDynamoSharesOfCaller, type SharesNeeds } from './dynamo-shares-of-caller.ts';
import { createDynamoSharesOfRecord } from './dynamo-shares-of-record.ts';
import { isLive, type Share, shareIdOf } from './share.ts';
import { fromShareItem, recipientPartition, shareKey, toShareItem } from './share-item.ts';
import type { ShareActor, ShareStore } from './share-store.ts';

/** Shares in table `records`, each given and ended together with its entry in the audit. */
export function createDynamoShares(
  needs: SharesNeeds & { readonly audit: AuditTable; readonly nextId: () => string },
): ShareStore {
  const { documents, table, clock, audit, nextId } = needs;
  const note = (
    share: Share,
    action: 'given' | 'ended',
    { userId, requestId, sourceIp }: ShareActor,
  ) => {
    const at = clock.now().toISOString();
    const facts = {
      id: nextId(),
      at,
      by: userId,
      action,
      means: 'api',
      cause: requestId,
      sourceIp,
    };
    const about = { subject: 'share', subjectIds: [shareIdOf(share)], fields: [] } as const;
    const Item = toAuditItem({ ...facts, ...about }, audit.retentionMonths);
    return { Put: { TableName: audit.table, Item } };
  };
  return {
    ...createDynamoSharesOfCaller(needs),
    ...createDynamoSharesOfRecord(needs),

    async give(share, recordVersion, by) {
      const failed = await transact(documents, [
        {
          ConditionCheck: {
            TableName: table,
            Key: { ...recordKey(share.object, share.recordId) },
            ConditionExpression: '#version = :version AND #status = :live',
            ExpressionAttributeNames: { '#version': 'version', '#status': 'status' },
            ExpressionAttributeValues: { ':version': recordVersion, ':live': 'live' },
          },
        },
        { Put: { TableName: table, Item: toShareItem(share) } },
        note(share, 'given', by),
      ]);
      return failed.length === 0;
    },

    async end(share, by) {
      const failed = await transact(documents, [
        {
          Delete: {
            TableName: table,
            Key: { ...shareKey(share) },
            ConditionExpression: 'attribute_exists(pk)',
          },
        },
        note(share, 'ended', by),
      ]);
      return failed.length === 0;
    },

    async withRecipient(recipient, { limit, after }) {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'byOwner',
          KeyConditionExpression:
            after === undefined ? 'ownerPk = :pk' : 'ownerPk = :pk AND updatedSk > :after',
          ExpressionAttributeValues: {
            ':pk': recipientPartition(recipient),
            ...(after === undefined ? {} : { ':after': after }),
          },
          Limit: limit,
        }),
      );
      const shares = Items.map(fromShareItem);
      const last = shares.at(-1);
      const now = clock.now().toISOString();
      const keys = shares.map(({ object, recordId }) => recordKey(object, recordId));
      const records = (await batchGet(documents, table, keys)).map(fromRecordItem);
      // Of a record in the bin nothing is shared until it comes out again.
      const there = new Set(records.map((record) => record?.id));
      return {
        shares: shares.filter((share) => isLive(share, now) && there.has(share.recordId)),
        next: LastEvaluatedKey && last ? `${last.object}#${last.recordId}` : undefined,
      };
    },
  };
}
