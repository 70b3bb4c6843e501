import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { hashSecret } from '#shared/auth/session-token';
import { batchGet, type ItemKey } from '#shared/data/batch-get';
import type { Clock } from '#shared/domain/clock';
import { type Suppression, type Suppressions, suppressionReasons } from './suppressions.ts';

const Item = z.object({
  pk: z.string(),
  reason: z.enum(suppressionReasons),
  since: z.string(),
  skipped: z.int().default(0),
  toldAt: z.string().optional(),
});

/** Only a hash of the address is kept: it is enough to decide, and outlives the person harmlessly. */
function keyOf(address: string): ItemKey {
  return { pk: `address#${hashSecret(address.toLowerCase())}`, sk: 'suppression' };
}

function fromItem(item: unknown): Suppression {
  const { reason, since, skipped, toldAt } = Item.parse(item);
  return { reason, since, skipped, told: toldAt !== undefined };
}

export interface DynamoSuppressionsNeeds {
  readonly documents: DynamoDBDocumentClient;
  /** Name of the table `identity`. */
  readonly table: string;
  readonly clock: Clock;
}

/** Suppressed addresses in table `identity`. */
export function createDynamoSuppressions(needs: DynamoSuppressionsNeeds): Suppressions {
  const { documents, table, clock } = needs;

  async function findMany(addresses: readonly string[]) {
    const items = await batchGet(documents, table, addresses.map(keyOf));
    const byKey = new Map(items.map((item) => [item['pk'], fromItem(item)]));
    return new Map(
      addresses.flatMap((address) => {
        const found = byKey.get(keyOf(address).pk);
        return found ? [[address, found] as const] : [];
      }),
    );
  }

  const update = (address: string, expression: string, values: Record<string, unknown>) =>
    new UpdateCommand({
      TableName: table,
      Key: keyOf(address),
      UpdateExpression: expression,
      ExpressionAttributeValues: values,
      ReturnValues: 'ALL_NEW',
    });

  /** Never brings back an entry that was lifted meanwhile. */
  async function note(address: string, expression: string, values: Record<string, unknown>) {
    const command = update(address, expression, values);
    command.input.ConditionExpression = 'attribute_exists(pk)';
    await documents.send(command).catch((error: unknown) => {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    });
  }

  return {
    find: async (address) => (await findMany([address])).get(address),
    findMany,
    async add(address, reason) {
      const command = update(
        address,
        'SET reason = if_not_exists(reason, :reason), since = if_not_exists(since, :now)',
        { ':reason': reason, ':now': clock.now().toISOString() },
      );
      return fromItem((await documents.send(command)).Attributes);
    },
    noteTold: (address) =>
      note(address, 'SET toldAt = :now', { ':now': clock.now().toISOString() }),
    noteSkipped: (address) => note(address, 'ADD skipped :one', { ':one': 1 }),
    async lift(address) {
      await documents.send(new DeleteCommand({ TableName: table, Key: keyOf(address) }));
    },
  };
}
