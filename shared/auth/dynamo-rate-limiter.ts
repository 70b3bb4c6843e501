import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';
import type { RateLimiter, RateRule } from './rate-limiter.ts';
import { hashSecret } from './session-token.ts';

/** Counters in table `identity`, one item per rule, key and window; keys are stored hashed. */
export function createDynamoRateLimiter(needs: {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
  readonly clock: Clock;
}): RateLimiter {
  const windowEnd = (rule: RateRule): number => {
    const seconds = Math.floor(needs.clock.now().getTime() / 1_000);
    return seconds - (seconds % rule.windowSeconds) + rule.windowSeconds;
  };
  const counter = (rule: RateRule, key: string, end: number) => ({
    TableName: needs.table,
    Key: { pk: `limit#${rule.name}#${hashSecret(key)}`, sk: `until#${end}` },
  });
  return {
    async take(rule, key) {
      const end = windowEnd(rule);
      const update = new UpdateCommand({
        ...counter(rule, key, end),
        UpdateExpression: 'ADD taken :one SET expiresAt = :end',
        ConditionExpression: 'attribute_not_exists(taken) OR taken < :most',
        ExpressionAttributeValues: { ':one': 1, ':end': end, ':most': rule.most },
      });
      try {
        await needs.documents.send(update);
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const now = needs.clock.now().getTime() / 1_000;
        throw new DomainError('request.too_many', { retryAfter: Math.max(1, end - now) });
      }
    },
    async giveBack(rule, key) {
      const update = new UpdateCommand({
        ...counter(rule, key, windowEnd(rule)),
        UpdateExpression: 'ADD taken :minusOne',
        ConditionExpression: 'taken > :zero',
        ExpressionAttributeValues: { ':minusOne': -1, ':zero': 0 },
      });
      // The window may have ended meanwhile; then there is nothing to give back.
      await needs.documents.send(update).catch((error: unknown) => {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      });
    },
  };
}
