import { BatchWriteCommand, type BatchWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { batchGet } from '#shared/data/batch-get';
import { queryAll } from '#shared/data/query-all';
import { transact } from '#shared/data/transact';
import type { IdentityTable } from './identity-table.ts';
import type { RequestOrigin } from './request-origin.ts';
import { toEventItem } from './security-event.ts';
import {
  isExpired,
  StoredSession,
  sessionKey,
  sessionTokensKey,
  userSessionKey,
} from './session-item.ts';
import type { SessionSummary } from './session-store.ts';

const Entry = z.object({ sk: z.string(), tokenHash: z.string() });
type Entry = z.output<typeof Entry>;

const sessionPrefix = 'session#';

/** BatchWriteItem takes 25 requests; a session has three items. */
const sessionsPerWrite = 8;

async function entriesOf(identity: IdentityTable, userId: string): Promise<readonly Entry[]> {
  const { documents, table } = identity;
  const items = await queryAll(documents, {
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': `user#${userId}`, ':prefix': sessionPrefix },
    ConsistentRead: true,
    ScanIndexForward: false,
  });
  return z.array(Entry).parse(items);
}

/** A person's live sessions, newest first. */
export async function listSessions(
  identity: IdentityTable,
  userId: string,
): Promise<readonly SessionSummary[]> {
  const entries = await entriesOf(identity, userId);
  const keys = entries.map((entry) => sessionKey(entry.tokenHash));
  const items = await batchGet(identity.documents, identity.table, keys);
  const now = identity.clock.now();
  return z
    .array(StoredSession)
    .parse(items)
    .filter((session) => !isExpired(session, now))
    .sort((a, b) => (a.sessionId < b.sessionId ? 1 : -1));
}

/** Ends one session; false when the person has no such session. */
export async function endSession(
  identity: IdentityTable,
  userId: string,
  sessionId: string,
  origin: RequestOrigin,
): Promise<boolean> {
  const { sk } = userSessionKey(userId, sessionId);
  for (;;) {
    const entry = (await entriesOf(identity, userId)).find((each) => each.sk === sk);
    if (!entry) return false;
    if (await endEntry(identity, userId, entry, origin)) return true;
  }
}

/** Ends a session by the hash of its token; one that has moved to another token meanwhile ends as well. */
export async function endPresentedSession(
  identity: IdentityTable,
  tokenHash: string,
  { userId, sessionId }: StoredSession,
  origin: RequestOrigin,
): Promise<void> {
  const { sk } = userSessionKey(userId, sessionId);
  if (await endEntry(identity, userId, { sk, tokenHash }, origin)) return;
  await endSession(identity, userId, sessionId, origin);
}

/** Ends all sessions but one; how many those were. */
export async function endOtherSessions(
  identity: IdentityTable,
  userId: string,
  sessionId: string,
  origin: RequestOrigin,
): Promise<number> {
  const { sk } = userSessionKey(userId, sessionId);
  const others = (await entriesOf(identity, userId)).filter((each) => each.sk !== sk);
  for (const entry of others)
    if (!(await endEntry(identity, userId, entry, origin)))
      await endSession(identity, userId, entry.sk.slice(sessionPrefix.length), origin);
  return others.length;
}

/** False where the session has another token by now, or has ended. */
async function endEntry(
  { documents, table, clock, ids }: IdentityTable,
  userId: string,
  entry: Entry,
  origin: RequestOrigin,
): Promise<boolean> {
  const name = 'session.ended';
  const event = toEventItem({ eventId: ids.next(), userId, name, at: clock.now(), origin });
  const [listed, ...rest] = keysOf(userId, entry).map((Key) => ({ TableName: table, Key }));
  const condition = {
    ConditionExpression: 'tokenHash = :hash',
    ExpressionAttributeValues: { ':hash': entry.tokenHash },
  };
  const failed = await transact(documents, [
    ...(listed ? [{ Delete: { ...listed, ...condition } }] : []),
    ...rest.map((each) => ({ Delete: each })),
    { Put: { TableName: table, Item: event } },
  ]);
  return failed.length === 0;
}

/**
 * Removes all session items of a person, with a few tries for what DynamoDB puts off. What is left
 * even then is dead all the same and goes when its time to live is over.
 */
export async function sweepSessions(identity: IdentityTable, userId: string): Promise<void> {
  const { documents, table } = identity;
  const entries = await entriesOf(identity, userId);
  for (let start = 0; start < entries.length; start += sessionsPerWrite) {
    const batch = entries.slice(start, start + sessionsPerWrite);
    const keys = batch.flatMap((entry) => keysOf(userId, entry));
    let requests: Deletions = keys.map((Key) => ({ DeleteRequest: { Key } }));
    for (let tries = 0; tries < 4 && requests.length > 0; tries += 1) {
      const command = new BatchWriteCommand({ RequestItems: { [table]: [...requests] } });
      requests = (await documents.send(command)).UnprocessedItems?.[table] ?? [];
    }
  }
}

type Deletions = NonNullable<BatchWriteCommandInput['RequestItems']>[string];

function keysOf(userId: string, { sk, tokenHash }: Entry): readonly Record<string, string>[] {
  return [
    { pk: `user#${userId}`, sk },
    { ...sessionKey(tokenHash) },
    { ...sessionTokensKey(tokenHash) },
  ];
}
