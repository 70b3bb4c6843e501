import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Clock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';
import type { RateLimiter, RateRule } from './rate-limiter.ts';
import { hashSecret } from './session-token.ts';

/**
 * Counters in table `identity`, one item per rule and key, for fixed windows also per window; keys
 * are stored hashed.
 */
export function createDynamoRateLimiter(needs: {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
  readonly clock: Clock;
}): RateLimiter {
  const seconds = () => Math.floor(needs.clock.now().getTime() / 1_000);
  const windowEnd = (rule: RateRule): number => {
    const now = seconds();
    return now - (now % rule.windowSeconds) + rule.windowSeconds;
  };
  const counter = (rule: RateRule, key: string, window: string) => ({
    TableName: needs.table,
    Key: { pk: `limit#${rule.name}#${hashSecret(key)}`, sk: window },
  });
  /** Undefined when written; else the item that stood in the way. */
  const attempt = async (update: UpdateCommandInput) => {
    const ReturnValuesOnConditionCheckFailure = 'ALL_OLD';
    try {
      await needs.documents.send(
        new UpdateCommand({ ...update, ReturnValuesOnConditionCheckFailure }),
      );
      return undefined;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return error.Item ? unmarshall(error.Item) : {};
    }
  };

  async function takeInWindow(rule: RateRule, key: string): Promise<void> {
    const end = windowEnd(rule);
    const full = await attempt({
      ...counter(rule, key, `until#${end}`),
      UpdateExpression: 'ADD taken :one SET expiresAt = :end',
      ConditionExpression: 'attribute_not_exists(taken) OR taken < :most',
      ExpressionAttributeValues: { ':one': 1, ':end': end, ':most': rule.most },
    });
    if (full) throw tooMany(end - needs.clock.now().getTime() / 1_000);
  }

  async function takeInQuiet(rule: RateRule, key: string): Promise<void> {
    const now = seconds();
    const item = counter(rule, key, 'quiet');
    const values = { ':now': now, ':until': now + rule.windowSeconds, ':one': 1 };
    // Whoever is right has no count, so the first try comes first.
    const first = {
      ...item,
      UpdateExpression: 'SET taken = :one, expiresAt = :until',
      ConditionExpression: 'attribute_not_exists(taken) OR expiresAt <= :now',
      ExpressionAttributeValues: values,
    };
    if (!(await attempt(first))) return;
    const full = await attempt({
      ...item,
      UpdateExpression: 'ADD taken :one SET expiresAt = :until',
      ConditionExpression: 'expiresAt > :now AND taken < :most',
      ExpressionAttributeValues: { ...values, ':most': rule.most },
    });
    if (!full) return;
    const left = Number(full['expiresAt'] ?? now) - now;
    // Another's try may have been given back between the two.
    if (left > 0 || (await attempt(first))) throw tooMany(left);
  }

  return {
    take: (rule, key) => (rule.isQuiet ? takeInQuiet(rule, key) : takeInWindow(rule, key)),
    async giveBack(rule, key) {
      if (rule.isQuiet) {
        await needs.documents.send(new DeleteCommand(counter(rule, key, 'quiet')));
        return;
      }
      // The window may have ended meanwhile; then there is nothing to give back.
      await attempt({
        ...counter(rule, key, `until#${windowEnd(rule)}`),
        UpdateExpression: 'ADD taken :minusOne',
        ConditionExpression: 'taken > :zero',
        ExpressionAttributeValues: { ':minusOne': -1, ':zero': 0 },
      });
    },
  };
}

function tooMany(seconds: number): DomainError {
  return new DomainError('request.too_many', { retryAfter: Math.max(1, seconds) });
}
