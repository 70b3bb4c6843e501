import { type DynamoDBDocumentClient, paginateQuery, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet, type ItemKey } from '#shared/data/batch-get';
import { queryAll } from '#shared/data/query-all';
import { transact, transactionLimit } from '#shared/data/transact';
import { inLanes } from '#shared/domain/in-lanes';
import { deleteAll } from '#shared/records/dynamo-leftovers';
import { shardOf } from '#shared/records/list-range';
import { recordKey } from '#shared/records/record-item';
import { liveCheck } from '#shared/records/side-items';
import {
  figureShards,
  figuresKey,
  fromMemberItem,
  memberKey,
  memberPosition,
  memberPrefix,
  membersPartition,
  sleepingPartition,
  statusPartition,
} from './member-item.ts';
import {
  figuresAction,
  isJoining,
  type MemberAction,
  memberActions,
  subjectOf,
  sumOf,
} from './member-plan.ts';
import type { MemberOutcome, MemberStore, MemberWrite } from './member-store.ts';

interface PlacedWrite {
  readonly index: number;
  readonly write: MemberWrite;
  readonly actions: readonly MemberAction[];
}

/** Left in each transaction for the campaign's own check and its figures. */
const reserved = 2;

/** Transactions under way at once: each writes the figures of another shard. */
const lanes = figureShards;

function packed(writes: readonly PlacedWrite[]): PlacedWrite[][] {
  const packs: PlacedWrite[][] = [];
  let left = 0;
  for (const write of writes) {
    if (write.actions.length > left) {
      packs.push([]);
      left = transactionLimit - reserved;
    }
    packs.at(-1)?.push(write);
    left -= write.actions.length;
  }
  return packs;
}

/** Memberships in table `records`: trips and units per operation stand in docs/access-patterns.md. */
export function createDynamoMembers(documents: DynamoDBDocumentClient, table: string): MemberStore {
  return {
    async getMany(campaignId, object, ids) {
      const keys = ids.map((id) => memberKey(campaignId, { object, id }));
      return (await batchGet(documents, table, keys)).map(fromMemberItem);
    },

    async write(campaignId, writes) {
      const outcomes = new Map<number, MemberOutcome>();
      const placed = writes.map((write, index) => ({
        index,
        write,
        actions: memberActions(table, write),
      }));
      await inLanes(lanes, packed(placed), (pack) =>
        writePack(documents, table, campaignId, pack, outcomes),
      );
      return writes.map((_, index) => outcomes.get(index) ?? 'stale');
    },

    async settle(writes) {
      const actions = withoutRepeatedChecks(writes.flatMap((write) => memberActions(table, write)));
      const byCampaign = Map.groupBy(writes, (write) => subjectOf(write).campaignId);
      const figures = [...byCampaign].flatMap(([campaignId, own]) => {
        const shard = shardOf(own[0] ? subjectOf(own[0]).recordId : '') % figureShards;
        return figuresAction(table, campaignId, shard, own) ?? [];
      });
      const failed = await transact(documents, [
        ...actions.map(({ action }) => action),
        ...figures,
      ]);
      return failed.length === 0;
    },

    async list(campaignId, { status, isDormant = false, limit, after }) {
      const [index, name] = status === undefined ? ['byOwner', 'ownerPk'] : ['byStage', 'stagePk'];
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName: table,
          IndexName: index,
          KeyConditionExpression: after === undefined ? '#pk = :pk' : '#pk = :pk AND #sk < :after',
          ExpressionAttributeNames: {
            '#pk': name ?? '',
            ...(after === undefined ? {} : { '#sk': 'updatedSk' }),
          },
          ExpressionAttributeValues: {
            ':pk': isDormant
              ? sleepingPartition(campaignId)
              : status === undefined
                ? membersPartition(campaignId)
                : statusPartition(campaignId, status),
            ...(after === undefined ? {} : { ':after': after }),
          },
          ScanIndexForward: false,
          Limit: limit,
        }),
      );
      const members = Items.map(fromMemberItem);
      const last = members.at(-1);
      return { members, next: LastEvaluatedKey && last ? memberPosition(last) : undefined };
    },

    async ofRecord({ object, id }) {
      const items = await queryAll(documents, {
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': recordKey(object, id).pk, ':prefix': memberPrefix },
        ConsistentRead: true,
      });
      return items.map(fromMemberItem);
    },

    async counts(campaignId) {
      const keys = Array.from({ length: figureShards }, (_, shard) =>
        figuresKey(campaignId, shard),
      );
      return sumOf(await batchGet(documents, table, keys));
    },

    async clear(campaignId) {
      for (const pk of [membersPartition(campaignId), sleepingPartition(campaignId)])
        for await (const keys of keysIn(documents, table, pk))
          await deleteAll(documents, table, keys);
    },
  };
}

/** A transaction looks at an item once: two memberships of one person share the check of that person. */
function withoutRepeatedChecks(actions: readonly MemberAction[]): MemberAction[] {
  const seen = new Set<string>();
  return actions.filter(({ action: { ConditionCheck: check } }) => {
    const key = check && JSON.stringify(check.Key);
    if (key === undefined) return true;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** Writes a pack; what stands in the way is taken out with its reason and the others are written without it. */
async function writePack(
  documents: DynamoDBDocumentClient,
  table: string,
  campaignId: string,
  pack: readonly PlacedWrite[],
  outcomes: Map<number, MemberOutcome>,
): Promise<void> {
  const shard = shardOf(String(pack[0]?.index)) % figureShards;
  let left = pack;
  while (left.length > 0) {
    const writes = left.map(({ write }) => write);
    const figures = figuresAction(table, campaignId, shard, writes);
    const owned = left.flatMap(({ index, actions }) => actions.map((each) => ({ index, ...each })));
    const joins = writes.some(isJoining);
    const failed = await transact(documents, [
      ...owned.map(({ action }) => action),
      ...(joins ? [liveCheck(table, recordKey('campaign', campaignId))] : []),
      ...(figures ? [figures] : []),
    ]);
    if (failed.length === 0) {
      for (const { index } of left) outcomes.set(index, 'written');
      return;
    }
    if (joins && failed.some(({ index }) => index === owned.length)) {
      for (const { index } of left) outcomes.set(index, 'campaign-gone');
      return;
    }
    const reasons = new Map(
      failed.flatMap(({ index }) => {
        const action = owned[index];
        return action ? [[action.index, action.onFailure] as const] : [];
      }),
    );
    for (const [index, reason] of reasons) outcomes.set(index, reason);
    const rest = left.filter(({ index }) => !reasons.has(index));
    if (rest.length === left.length)
      throw new Error('A transaction failed for a reason that no membership explains.');
    left = rest;
  }
}

/** The keys of all items in a partition of the index `byOwner`, page by page. */
async function* keysIn(
  documents: DynamoDBDocumentClient,
  table: string,
  partition: string,
): AsyncGenerator<readonly ItemKey[]> {
  const pages = paginateQuery(
    { client: documents },
    {
      TableName: table,
      IndexName: 'byOwner',
      KeyConditionExpression: 'ownerPk = :pk',
      ExpressionAttributeValues: { ':pk': partition },
    },
  );
  for await (const { Items = [] } of pages)
    yield Items.map(fromMemberItem).map(({ campaignId, object, recordId: id }) =>
      memberKey(campaignId, { object, id }),
    );
}
