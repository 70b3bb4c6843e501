import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { batchGet, type ItemKey } from '#shared/data/batch-get';
import { transact } from '#shared/data/transact';
import type { MatchedObject } from '#shared/duplicates/match-rules';
import { recordKey } from '#shared/records/record-item';
import { type DecisionStore, type Pair, pairText } from './decision-store.ts';

const prefix = 'distinct#';
const DecisionItem = z.object({ first: z.string(), second: z.string() });

/** In the partition of the pair's older record: with it the decision goes. */
function decisionKey(object: MatchedObject, { first, second }: Pair): ItemKey {
  return { pk: recordKey(object, first).pk, sk: `${prefix}${second}` };
}

/** Decisions in table `records`: people made them, so they cannot be found again as the index can. */
export function createDynamoDecisions(
  documents: DynamoDBDocumentClient,
  table: string,
): DecisionStore {
  return {
    async remember(decisions) {
      await transact(
        documents,
        decisions.map((decision) => ({
          Put: {
            TableName: table,
            Item: { ...decisionKey(decision.object, decision), schemaVersion: 1, ...decision },
          },
        })),
      );
    },

    async forget(object, pairs) {
      await transact(
        documents,
        pairs.map((pair) => ({
          Delete: { TableName: table, Key: { ...decisionKey(object, pair) } },
        })),
      );
    },

    async distinct(object, pairs) {
      const keys = pairs.map((pair) => decisionKey(object, pair));
      const items = await batchGet(documents, table, keys);
      return new Set(items.map((item) => pairText(DecisionItem.parse(item))));
    },
  };
}
