import { transact } from '#shared/data/transact';
import { DomainError } from '#shared/errors/domain-error';
import type { ProviderTokens } from './identity-provider.ts';
import type { IdentityTable } from './identity-table.ts';
import { putSession } from './open-session.ts';
import { principalKey } from './principal-item.ts';
import type { RequestOrigin } from './request-origin.ts';
import { toEventItem } from './security-event.ts';
import {
  later,
  type StoredSession,
  sessionKey,
  sessionLife,
  sessionTokensKey,
  userSessionKey,
} from './session-item.ts';
import type { OpenedSession } from './session-store.ts';
import { hashSecret, newToken } from './session-token.ts';

/**
 * Moves a session to a new token in one transaction: whoever else held the old one is out (ASVS
 * 7.2.4). Its end and its place in the list stay. Of two callers one succeeds; the other's session is gone.
 */
export async function renewSession(
  { documents, table, clock, ids }: IdentityTable,
  { token: oldToken, session }: { readonly token: string; readonly session: StoredSession },
  tokens: ProviderTokens,
  origin: RequestOrigin,
): Promise<OpenedSession> {
  const at = clock.now();
  const { userId, sessionId, generation, absoluteUntil } = session;
  const oldHash = hashSecret(oldToken);
  const token = newToken(userId);
  const tokenHash = hashSecret(token);
  const renewed: StoredSession = {
    ...session,
    device: origin.device,
    sourceIp: origin.sourceIp,
    lastSeenAt: at.toISOString(),
    provedAt: at.toISOString(),
    idleUntil: later(at, sessionLife.idle),
    confirmedUntil: later(at, sessionLife.confirmed),
  };
  const event = { eventId: ids.next(), userId, name: 'session.stepped_up', at, origin } as const;
  const failed = await transact(documents, [
    {
      ConditionCheck: {
        TableName: table,
        Key: principalKey(userId),
        ConditionExpression: '#status = :active AND sessionGeneration = :generation',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':active': 'active', ':generation': generation },
      },
    },
    {
      Update: {
        TableName: table,
        Key: userSessionKey(userId, sessionId),
        UpdateExpression: 'SET tokenHash = :new',
        ConditionExpression: 'tokenHash = :old',
        ExpressionAttributeValues: { ':new': tokenHash, ':old': oldHash },
      },
    },
    { Delete: { TableName: table, Key: sessionKey(oldHash) } },
    { Delete: { TableName: table, Key: sessionTokensKey(oldHash) } },
    ...putSession(table, token, renewed, tokens),
    { Put: { TableName: table, Item: toEventItem(event) } },
  ]);
  if (failed.length > 0) throw new DomainError('request.unauthenticated');
  return { token, sessionId, confirmedUntil: renewed.confirmedUntil, absoluteUntil };
}
