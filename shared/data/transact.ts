import { randomUUID } from 'node:crypto';
import {
  type CancellationReason,
  DynamoDBServiceException,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient, TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { DomainError } from '#shared/errors/domain-error';
import { attributesOf } from './attribute-of.ts';
import { waitForOthers } from './wait-for-others.ts';

/** One action of a transaction; puts and checks should ask for the old item on failure. */
export type TransactAction = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** DynamoDB's limit of actions in one transaction. */
export const transactionLimit = 100;

/** Why one action stood in the way, with the item it met if it asked for it. */
export interface FailedAction {
  readonly index: number;
  readonly item: Readonly<Record<string, unknown>> | undefined;
}

const passing = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);
const tooLarge = { detail: 'A record, or one change of it, holds at most 400 KB.' };

/** DynamoDB has no code of its own for an item of more than 400 KB. */
function isTooLarge(error: unknown): boolean {
  if (!(error instanceof DynamoDBServiceException)) return false;
  const reasons = error instanceof TransactionCanceledException ? error.CancellationReasons : [];
  const texts = [error.message, ...(reasons ?? []).map(({ Message }) => Message ?? '')];
  return texts.some((text) => /item size.*exceeded/i.test(text));
}

function failedActions(reasons: readonly CancellationReason[]): FailedAction[] {
  return reasons.flatMap((reason, index) =>
    reason.Code === 'ConditionalCheckFailed'
      ? [{ index, item: reason.Item && unmarshall(reason.Item) }]
      : [],
  );
}

/** The action with its values as DynamoDB takes them. */
function inAttributes({ Put, Update, Delete, ConditionCheck }: TransactAction): TransactWriteItem {
  if (Put) return { Put: { ...Put, Item: attributesOf(Put.Item ?? {}), ...expressionValues(Put) } };
  if (Update) return { Update: { ...Update, ...keyed(Update) } };
  if (Delete) return { Delete: { ...Delete, ...keyed(Delete) } };
  if (ConditionCheck) return { ConditionCheck: { ...ConditionCheck, ...keyed(ConditionCheck) } };
  throw new Error('An action of a transaction does nothing.');
}

interface Keyed {
  readonly Key: Readonly<Record<string, unknown>> | undefined;
  readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>> | undefined;
}

const keyed = (action: Keyed) => ({
  Key: attributesOf(action.Key ?? {}),
  ...expressionValues(action),
});

const expressionValues = ({ ExpressionAttributeValues }: Omit<Keyed, 'Key'>) => ({
  ExpressionAttributeValues: ExpressionAttributeValues && attributesOf(ExpressionAttributeValues),
});

/**
 * Writes all actions or none and returns the actions whose condition did not hold (none: written).
 * A transaction that only met another one is tried again with growing random pauses, about 1.5 s in
 * all; then it throws `service.unavailable`. Throws `request.too_large` for items that no table holds.
 */
export async function transact(
  documents: DynamoDBDocumentClient,
  actions: readonly TransactAction[],
): Promise<readonly FailedAction[]> {
  // One for all tries: a try whose answer was lost is recognised, not taken for somebody else's write.
  const ClientRequestToken = randomUUID();
  const TransactItems = actions.map(inAttributes);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await documents.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken }));
      return [];
    } catch (error) {
      if (isTooLarge(error)) throw new DomainError('request.too_large', tooLarge, { cause: error });
      if (!(error instanceof TransactionCanceledException)) throw error;
      const reasons = error.CancellationReasons ?? [];
      const isPassing = reasons.some((reason) => passing.has(reason.Code ?? ''));
      // A conflict hides what the other transaction is about to write, so failures count only without one.
      if (!isPassing) {
        const failed = failedActions(reasons);
        if (failed.length === 0) throw error;
        return failed;
      }
      await waitForOthers(attempt, error);
    }
  }
}
