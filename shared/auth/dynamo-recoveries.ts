import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { transact } from '#shared/data/transact';
import type { IdentityTable } from './identity-table.ts';
import {
  codeTries,
  hashOfCode,
  newCodeRecovery,
  newProvedRecovery,
  newRecovery,
  openRecovery,
  recoveryKey,
  requestKey,
  userOfRecovery,
} from './recovery-item.ts';
import type { RecoveryStore } from './recovery-store.ts';
import { type SecurityEventName, toEventItem } from './security-event.ts';
import { hashSecret } from './session-token.ts';

const StoredRequest = z.object({ userId: z.string() });

/** Recovery links and codes in table `identity`, one per user. */
export function createDynamoRecoveries(identity: IdentityTable): RecoveryStore {
  const { documents, table, clock, ids } = identity;
  const get = async (Key: Record<string, string>): Promise<unknown> => {
    const command = new GetCommand({ TableName: table, Key, ConsistentRead: true });
    return (await documents.send(command)).Item;
  };
  const put = async (
    userId: string,
    name: SecurityEventName,
    items: readonly Record<string, unknown>[],
  ) => {
    const event = toEventItem({ eventId: ids.next(), userId, name, at: clock.now() });
    await transact(
      documents,
      [...items, event].map((Item) => ({ Put: { TableName: table, Item } })),
    );
  };
  return {
    async create(userId, code) {
      const { token, item } = newRecovery(userId, code, clock.now());
      await put(userId, 'recovery.link_sent', [item]);
      return token;
    },
    async noteCode(userId, requestHash, code) {
      const items = newCodeRecovery(userId, requestHash, code, clock.now());
      await put(userId, 'recovery.code_sent', items);
    },
    async createProved(userId) {
      const { token, item } = newProvedRecovery(userId, clock.now());
      await put(userId, 'recovery.proved', [item]);
      return token;
    },
    async open(token) {
      const userId = userOfRecovery(token);
      if (userId === undefined) return undefined;
      const opened = openRecovery(token, await get(recoveryKey(userId)), clock.now());
      return opened && { userId, ...opened };
    },
    async openCode(recoveryToken, code) {
      const requestHash = hashSecret(recoveryToken);
      const request = StoredRequest.safeParse(await get(requestKey(requestHash)));
      const userId = request.success ? request.data.userId : 'nobody';
      const codeHash = await countTry(identity, userId, requestHash);
      if (codeHash !== hashOfCode(requestHash, code)) return undefined;
      return { userId, code };
    },
  };
}

const Counted = z.object({ codeHash: z.string() });

/** Counts a try before it is judged, so that parallel ones cannot slip through. */
async function countTry(
  { documents, table, clock }: IdentityTable,
  userId: string,
  requestHash: string,
): Promise<string | undefined> {
  const update = new UpdateCommand({
    TableName: table,
    Key: recoveryKey(userId),
    UpdateExpression: 'ADD tries :one',
    ConditionExpression:
      'kind = :code AND requestHash = :request AND tries < :most AND expiresAt > :now',
    ExpressionAttributeValues: {
      ':one': 1,
      ':code': 'code',
      ':request': requestHash,
      ':most': codeTries,
      ':now': Math.floor(clock.now().getTime() / 1_000),
    },
    ReturnValues: 'ALL_NEW',
  });
  try {
    return Counted.parse((await documents.send(update)).Attributes).codeHash;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
