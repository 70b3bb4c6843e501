import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { countAll } from '#shared/data/query-all';
import type { TransactAction } from '#shared/data/transact';
import { commitWrites } from '#shared/records/dynamo-commit';
import type { Merge, MergeState } from './merge.ts';
import { fromMoveItem, mergeKey, moveKey, movePrefix, toMoveItem } from './merge-item.ts';
import type { MergeStore } from './merge-store.ts';

/** Moves looked at once; those of one record are fewer. */
const pageSize = 100;

type MoveStore = Pick<MergeStore, 'move' | 'moveBack' | 'someMoves' | 'countMoves'>;

/** The moves of merges, each an item beside its merge, written and cleared with what it is about. */
export function createDynamoMergeMoves(
  documents: DynamoDBDocumentClient,
  table: string,
): MoveStore {
  const inState = (merge: Merge, state: MergeState) => ({
    TableName: table,
    Key: { ...mergeKey(merge) },
    ConditionExpression: '#state = :state',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':state': state },
  });
  const ofMerge = (merge: Merge) => ({
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': mergeKey(merge).pk, ':prefix': movePrefix(merge) },
    ConsistentRead: true,
  });
  return {
    move: (write, merge, moves) =>
      commitWrites(
        documents,
        table,
        [write],
        [
          { ConditionCheck: inState(merge, 'moving') },
          ...moves.map((move) => ({ Put: { TableName: table, Item: toMoveItem(merge, move) } })),
        ],
      ),

    moveBack(write, merge, moves, conflicts) {
      const { ExpressionAttributeValues, ...undoing } = inState(merge, 'undoing');
      const note: TransactAction =
        conflicts.length === 0
          ? { ConditionCheck: { ...undoing, ExpressionAttributeValues } }
          : {
              Update: {
                ...undoing,
                UpdateExpression: 'SET conflicts = list_append(conflicts, :more)',
                ExpressionAttributeValues: { ...ExpressionAttributeValues, ':more': conflicts },
              },
            };
      const cleared = moves.map((move) => ({
        Delete: { TableName: table, Key: { ...moveKey(merge, move) } },
      }));
      return commitWrites(documents, table, write ? [write] : [], [note, ...cleared]);
    },

    async someMoves(merge) {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({ ...ofMerge(merge), Limit: pageSize }),
      );
      const moves = Items.map(fromMoveItem);
      const last = LastEvaluatedKey && moves.at(-1);
      if (!last) return moves;
      const whole = moves.filter(({ recordId }) => recordId !== last.recordId);
      return whole.length === 0 ? moves : whole;
    },

    countMoves: (merge) => countAll(documents, ofMerge(merge)),
  };
}
