import * as z from 'zod';
import type { ItemKey } from '#shared/data/batch-get';
import type { TransactAction } from '#shared/data/transact';
import { objectNames } from '#shared/objects/names';
import { shareLevels } from '#shared/permissions/policy';
import { recordKey } from '#shared/records/record-item';
import { type Recipient, type Share, shareIdOf } from './share.ts';

export const sharePrefix = 'share#';

/** A share lies with its record, so that the record's shares are one Query and one share is one read. */
export function shareKey(share: Pick<Share, 'object' | 'recordId' | 'recipient'>): ItemKey {
  const { kind, id } = share.recipient;
  const { pk } = recordKey(share.object, share.recordId);
  return { pk, sk: `${sharePrefix}${kind}#${id}` };
}

/** The partition of the index `byOwner` with all that is shared with somebody; no object has this name. */
export function recipientPartition({ kind, id }: Recipient): string {
  return `shared-with#${kind}#${id}`;
}

/** The partition of the index `byName` with all that somebody has shared. */
export function giverPartition(userId: string): string {
  return `shared-by#${userId}`;
}

const StoredShare = z.object({
  schemaVersion: z.literal(1),
  object: z.enum(objectNames),
  recordId: z.string(),
  recipient: z.object({ kind: z.enum(['user', 'team']), id: z.string() }),
  level: z.enum(shareLevels),
  until: z.string().optional(),
  sharedBy: z.string(),
  sharedAt: z.string(),
});

export function toShareItem(share: Share): Record<string, unknown> {
  return {
    ...shareKey(share),
    schemaVersion: 1,
    ...share,
    ownerPk: recipientPartition(share.recipient),
    updatedSk: `${share.object}#${share.recordId}`,
    listPk: giverPartition(share.sharedBy),
    nameSk: shareIdOf(share),
    ...(share.until === undefined ? {} : { expiresAt: Math.ceil(Date.parse(share.until) / 1_000) }),
  };
}

export function fromShareItem(item: unknown): Share {
  const { schemaVersion: _, ...share } = StoredShare.parse(item);
  return share;
}

/** For the transaction of a write that rests on a share: it must still count when the write happens (AZ-15). */
export function shareCheck(table: string, share: Share, now: string): TransactAction {
  return {
    ConditionCheck: {
      TableName: table,
      Key: { ...shareKey(share) },
      ConditionExpression: '#level = :edit AND (attribute_not_exists(#until) OR #until > :now)',
      ExpressionAttributeNames: { '#level': 'level', '#until': 'until' },
      ExpressionAttributeValues: { ':edit': 'edit', ':now': now },
    },
  };
}
