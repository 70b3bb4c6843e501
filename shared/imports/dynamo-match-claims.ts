import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { batchGet } from '#shared/data/batch-get';
import { type TransactAction, transact, transactionLimit } from '#shared/data/transact';
import type { ObjectName } from '#shared/objects/names';
import type { MatchClaim, MatchClaims, MatchHolder } from './match-claims.ts';

const StoredClaim = z.object({ recordId: z.string(), at: z.string() });

function claimKey(object: ObjectName, key: string) {
  return { pk: `match#${object}#${key}`, sk: 'match' };
}

function toItem(object: ObjectName, { key, recordId }: MatchClaim, at: string) {
  return { ...claimKey(object, key), recordId, at };
}

/** Claims over table `records`, beside what they stand for: they live as long as customer data. */
export function createDynamoMatchClaims(
  documents: DynamoDBDocumentClient,
  table: string,
): MatchClaims {
  const put = (object: ObjectName, claim: MatchClaim, at: string): TransactAction => ({
    Put: {
      TableName: table,
      Item: toItem(object, claim, at),
      ConditionExpression: 'attribute_not_exists(pk) OR recordId = :mine',
      ExpressionAttributeValues: { ':mine': claim.recordId },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  });

  /** A transaction names every claim in its way, so that the second try holds only free ones. */
  const claimBatch = async (object: ObjectName, batch: readonly MatchClaim[], at: string) => {
    const held: [string, MatchHolder][] = [];
    let waiting = batch;
    while (waiting.length > 0) {
      const failed = await transact(
        documents,
        waiting.map((claim) => put(object, claim, at)),
      );
      if (failed.length === 0) break;
      for (const { index, item } of failed) {
        const key = waiting[index]?.key;
        if (key !== undefined) held.push([key, StoredClaim.parse(item)]);
      }
      const inTheWay = new Set(failed.map(({ index }) => index));
      waiting = waiting.filter((_, index) => !inTheWay.has(index));
    }
    return held;
  };

  return {
    async claim(object, claims, at) {
      const batches: (readonly MatchClaim[])[] = [];
      for (let start = 0; start < claims.length; start += transactionLimit)
        batches.push(claims.slice(start, start + transactionLimit));
      const held = await Promise.all(batches.map((batch) => claimBatch(object, batch, at)));
      return new Map(held.flat());
    },
    async find(object, keys) {
      const byPartition = new Map(keys.map((key) => [claimKey(object, key).pk, key]));
      const items = await batchGet(
        documents,
        table,
        keys.map((key) => claimKey(object, key)),
      );
      return new Map(
        items.map((item) => [byPartition.get(String(item['pk'])) ?? '', StoredClaim.parse(item)]),
      );
    },
    async release(object, claims) {
      for (const { key, recordId } of claims)
        await documents
          .send(
            new DeleteCommand({
              TableName: table,
              Key: claimKey(object, key),
              ConditionExpression: 'recordId = :mine',
              ExpressionAttributeValues: { ':mine': recordId },
            }),
          )
          .catch((error: unknown) => {
            // Somebody else holds it by now, or nobody.
            if (!(error instanceof ConditionalCheckFailedException)) throw error;
          });
    },
    async takeOver(object, claim, from, at) {
      try {
        await documents.send(
          new PutCommand({
            TableName: table,
            Item: toItem(object, claim, at),
            ConditionExpression: 'recordId = :old',
            ExpressionAttributeValues: { ':old': from.recordId },
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
}
