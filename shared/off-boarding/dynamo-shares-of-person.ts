import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { toAuditItem } from '#shared/audit/audit-item';
import type { AuditTable } from '#shared/audit/audit-table';
import { batchGet } from '#shared/data/batch-get';
import { type TransactAction, transact } from '#shared/data/transact';
import type { Clock } from '#shared/domain/clock';
import type { IdSource } from '#shared/domain/ids';
import { type Share, shareIdOf } from '#shared/sharing/share';
import {
  fromShareItem,
  giverPartition,
  recipientPartition,
  shareKey,
  toShareItem,
} from '#shared/sharing/share-item';
import type { Belongings, Leaving } from './belongings.ts';

export interface SharesOfPersonNeeds {
  readonly documents: DynamoDBDocumentClient;
  /** Name of the table `records`. */
  readonly table: string;
  readonly audit: AuditTable;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** A share takes two actions of a transaction, which has 100. */
const pageSize = 40;

/** Shares that name a person: as the one they are for, or as the one who gave them. */
export function createDynamoSharesOfPerson(needs: SharesOfPersonNeeds): Belongings {
  return {
    names: ['sharesWithThem', 'sharesByThem'],
    count: (userId) => countShares(needs, userId),
    async settle(leaving, mayGoOn) {
      for (const side of sides)
        for await (const shares of pagesOf(needs, side, leaving.userId)) {
          if (!mayGoOn()) return false;
          const isNext = ({ recipient: { kind, id } }: Share) =>
            kind === 'user' && id === leaving.successor?.userId;
          const actions = shares.flatMap((share) => [
            side === 'withThem' || !leaving.successor || isNext(share)
              ? endOf(needs, share)
              : handOver(needs, share, leaving.successor.userId),
            noteOf(needs, share, leaving, side),
          ]);
          await transactApart(needs.documents, actions);
        }
      return true;
    },
  };
}

/** How many shares name a person, read from their two lists alone. */
export async function countShares(
  needs: Pick<SharesOfPersonNeeds, 'documents' | 'table'>,
  userId: string,
) {
  const counts = { withThem: 0, byThem: 0 };
  for (const side of sides)
    for await (const shares of pagesOf(needs, side, userId)) counts[side] += shares.length;
  return { sharesWithThem: counts.withThem, sharesByThem: counts.byThem };
}

const sides = ['withThem', 'byThem'] as const;

type Side = (typeof sides)[number];

/** Page by page, as the shares themselves are now: the index is a moment behind. */
async function* pagesOf(
  { documents, table }: Pick<SharesOfPersonNeeds, 'documents' | 'table'>,
  side: Side,
  userId: string,
): AsyncGenerator<readonly Share[]> {
  const [index, key, partition] =
    side === 'withThem'
      ? ['byOwner', 'ownerPk', recipientPartition({ kind: 'user', id: userId })]
      : ['byName', 'listPk', giverPartition(userId)];
  const pages = paginateQuery(
    { client: documents, pageSize },
    {
      TableName: table,
      IndexName: index,
      KeyConditionExpression: '#key = :partition',
      ExpressionAttributeNames: { '#key': key },
      ExpressionAttributeValues: { ':partition': partition },
    },
  );
  for await (const { Items = [] } of pages) {
    const keys = Items.map((item) => shareKey(fromShareItem(item)));
    const shares = (await batchGet(documents, table, keys)).map(fromShareItem);
    const named = shares.filter(({ sharedBy }) => side === 'withThem' || sharedBy === userId);
    if (named.length > 0) yield named;
  }
}

const endOf = ({ table }: SharesOfPersonNeeds, share: Share): TransactAction => ({
  Delete: {
    TableName: table,
    Key: { ...shareKey(share) },
    ConditionExpression: 'sharedBy = :giver AND sharedAt = :at',
    ExpressionAttributeValues: { ':giver': share.sharedBy, ':at': share.sharedAt },
  },
});

const handOver = (
  { table }: SharesOfPersonNeeds,
  share: Share,
  sharedBy: string,
): TransactAction => ({
  Put: {
    TableName: table,
    Item: toShareItem({ ...share, sharedBy }),
    ConditionExpression: 'sharedBy = :giver AND sharedAt = :at',
    ExpressionAttributeValues: { ':giver': share.sharedBy, ':at': share.sharedAt },
  },
});

function noteOf(
  { audit, clock, ids }: SharesOfPersonNeeds,
  share: Share,
  { startedBy: by, jobId: cause, successor }: Leaving,
  side: Side,
): TransactAction {
  const action = side === 'byThem' && successor ? 'updated' : 'ended';
  const facts = { id: ids.next(), at: clock.now().toISOString(), by, action, cause };
  const about = { subject: 'share', subjectIds: [shareIdOf(share)], fields: [] } as const;
  const Item = toAuditItem({ ...facts, ...about, means: 'off-boarding' }, audit.retentionMonths);
  return { Put: { TableName: audit.table, Item } };
}

/** Writes pairs of a share and its note; a pair whose share has changed meanwhile is left out. */
async function transactApart(
  documents: DynamoDBDocumentClient,
  actions: readonly TransactAction[],
): Promise<void> {
  let left = actions;
  while (left.length > 0) {
    const failed = await transact(documents, left);
    if (failed.length === 0) return;
    const pairs = new Set(failed.map(({ index }) => Math.floor(index / 2)));
    left = left.filter((_, index) => !pairs.has(Math.floor(index / 2)));
  }
}
