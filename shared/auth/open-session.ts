import { type TransactAction, transact } from '#shared/data/transact';
import { DomainError } from '#shared/errors/domain-error';
import type { ProviderTokens } from './identity-provider.ts';
import type { IdentityTable } from './identity-table.ts';
import { administratorsKey, principalKey, type StoredPrincipal } from './principal-item.ts';
import type { RequestOrigin } from './request-origin.ts';
import { seal } from './seal.ts';
import { toEventItem } from './security-event.ts';
import {
  later,
  type StoredSession,
  sessionKey,
  sessionLife,
  sessionTokensKey,
  userSessionKey,
} from './session-item.ts';
import type { Restriction } from './session-standing.ts';
import type { OpenedSession } from './session-store.ts';
import { hashSecret, newToken } from './session-token.ts';

/** What the tokens of a session are sealed for. */
export const tokenPurpose = 'session tokens';

/** Writes a new session in one transaction with a check that its principal has not changed. */
export async function openSession(
  identity: IdentityTable,
  principal: StoredPrincipal,
  tokens: ProviderTokens,
  origin: RequestOrigin,
  restriction?: Restriction,
): Promise<OpenedSession> {
  const now = identity.clock.now();
  const token = newToken(principal.userId);
  const tokenHash = hashSecret(token);
  const opened = newSession(identity.ids.next(), principal, origin, now);
  const session = { ...opened, ...(restriction ? { restriction } : {}) };
  const { sessionId, userId, createdAt, expiresAt } = session;
  const put = (item: Record<string, unknown>) => putItem(identity.table, item);
  const failed = await transact(identity.documents, [
    admitPrincipal(identity, principal, createdAt),
    ...putSession(identity.table, token, session, tokens),
    put({ ...userSessionKey(userId, sessionId), tokenHash, expiresAt }),
    put(toEventItem({ eventId: sessionId, userId, name: 'session.opened', at: now, origin })),
    ...joinAdministrators(identity, principal),
  ]);
  if (failed.length > 0) throw new DomainError('sign_in.refused');
  const { confirmedUntil, absoluteUntil } = session;
  return { token, sessionId, confirmedUntil, absoluteUntil };
}

function putItem(table: string, item: Record<string, unknown>): TransactAction {
  return { Put: { TableName: table, Item: item } };
}

/** Puts a session and, sealed with its token, the provider's tokens. */
export function putSession(
  table: string,
  token: string,
  session: StoredSession,
  tokens: ProviderTokens,
): readonly TransactAction[] {
  const tokenHash = hashSecret(token);
  return [
    putItem(table, { ...sessionKey(tokenHash), ...session }),
    putItem(table, {
      ...sessionTokensKey(tokenHash),
      sealed: seal(JSON.stringify(tokens), token, tokenPurpose),
      expiresAt: session.expiresAt,
    }),
  ];
}

function newSession(
  sessionId: string,
  principal: StoredPrincipal,
  origin: RequestOrigin,
  now: Date,
): StoredSession {
  return {
    schemaVersion: 1,
    sessionId,
    userId: principal.userId,
    generation: principal.sessionGeneration,
    createdAt: now.toISOString(),
    lastSeenAt: now.toISOString(),
    provedAt: now.toISOString(),
    idleUntil: later(now, sessionLife.idle),
    confirmedUntil: later(now, sessionLife.confirmed),
    absoluteUntil: later(now, sessionLife.absolute),
    device: origin.device,
    sourceIp: origin.sourceIp,
    expiresAt: Math.ceil((now.getTime() + sessionLife.absolute) / 1_000),
  };
}

function admitPrincipal(
  { table }: IdentityTable,
  principal: StoredPrincipal,
  at: string,
): TransactAction {
  const firstTime = principal.status === 'invited';
  return {
    Update: {
      TableName: table,
      Key: principalKey(principal.userId),
      UpdateExpression: firstTime
        ? 'SET lastSignInAt = :at, updatedAt = :at, passwordChangedAt = :at, #status = :active ADD version :one'
        : 'SET lastSignInAt = :at',
      // A role that changed meanwhile would leave the set of administrators wrong.
      ConditionExpression: `#status = :status AND sessionGeneration = :generation${firstTime ? ' AND version = :version' : ''}`,
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: {
        ':at': at,
        ':status': principal.status,
        ':generation': principal.sessionGeneration,
        ...(firstTime ? { ':active': 'active', ':one': 1, ':version': principal.version } : {}),
      },
    },
  };
}

function joinAdministrators(
  { table }: IdentityTable,
  { status, role, userId }: StoredPrincipal,
): readonly TransactAction[] {
  if (status !== 'invited' || role !== 'administrator') return [];
  return [addAdministrator(table, userId)];
}

/** Adds an active administrator to the set that the last-administrator rule looks at. */
export function addAdministrator(table: string, userId: string): TransactAction {
  return {
    Update: {
      TableName: table,
      Key: administratorsKey,
      UpdateExpression: 'ADD userIds :id',
      ExpressionAttributeValues: { ':id': new Set([userId]) },
    },
  };
}
