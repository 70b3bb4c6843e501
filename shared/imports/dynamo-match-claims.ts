import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type TransactAction, transact, transactionLimit } from '#shared/data/transact';
import type { ObjectName } from '#shared/objects/names';
import type { MatchClaim, MatchClaims, MatchHolder } from './match-claims.ts';

const StoredClaim = z.object({ recordId: z.string(), at: z.string() });

function toItem(object: ObjectName, { key, recordId }: MatchClaim, at: string) {
  return { pk: `match#${object}#${key}`, sk: 'match', recordId, at };
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
