import { apiKeyKey, isLive, StoredApiKey } from '#shared/api-keys/api-key';
import type { ItemKey } from '#shared/data/batch-get';
import type { StoredPrincipal } from './principal-item.ts';
import type { Caller } from './request-counts.ts';
import { isExpired, later, StoredSession, sessionKey, sessionLife } from './session-item.ts';
import { stepUpLife } from './session-standing.ts';
import type { TokenKey } from './session-token.ts';

/** What stands behind a token: the session it opens, or the API key it is. */
export type Credential =
  | { readonly kind: 'session'; readonly session: StoredSession }
  | { readonly kind: 'api-key'; readonly apiKey: StoredApiKey };

/** Where a token's session or key lies. */
export function credentialKey({ kind, tokenHash }: TokenKey): ItemKey {
  return kind === 'session' ? sessionKey(tokenHash) : apiKeyKey(tokenHash);
}

/** The stored session or key; undefined for what is none. */
export function credentialOf({ kind }: TokenKey, item: unknown): Credential | undefined {
  if (kind === 'session') {
    const { data: session } = StoredSession.safeParse(item);
    return session && { kind, session };
  }
  const { data: apiKey } = StoredApiKey.safeParse(item);
  return apiKey && { kind, apiKey };
}

/**
 * Whether the credential still lets this person act. `admitUnconfirmed`: also with a session that
 * Cognito has not confirmed lately.
 */
export function mayAct(
  credential: Credential,
  principal: StoredPrincipal,
  now: Date,
  admitUnconfirmed: boolean,
): boolean {
  if (principal.status !== 'active') return false;
  if (credential.kind === 'api-key') {
    const { apiKey } = credential;
    return apiKey.userId === principal.userId && isLive(apiKey, principal.keysEndedAt, now);
  }
  const { session } = credential;
  return (
    session.userId === principal.userId &&
    session.generation === principal.sessionGeneration &&
    !isExpired(session, now) &&
    (admitUnconfirmed || session.confirmedUntil > now.toISOString())
  );
}

/** What a principal has of the credential it came with. */
export function standingOf(credential: Credential, now: Date) {
  if (credential.kind === 'api-key') {
    const { keyId, access } = credential.apiKey;
    return { sessionId: keyId, apiKey: { keyId, access } };
  }
  const { sessionId, restriction, provedAt } = credential.session;
  return { sessionId, restriction, steppedUp: now.getTime() - Date.parse(provedAt) < stepUpLife };
}

/** Who is counted for a request with this credential. */
export function callerOf(
  key: TokenKey,
  credential: Credential,
  { userId, locale }: StoredPrincipal,
): Caller {
  const counted =
    credential.kind === 'api-key'
      ? ({ kind: 'key', id: credential.apiKey.keyId } as const)
      : ({ kind: 'person', id: userId } as const);
  return { ...counted, userId, locale, credential: credentialKey(key) };
}

/** Until when (UTC, ISO-8601) the credential is or was paused for too many requests. */
export function pauseOf(credential: Credential): string | undefined {
  return credential.kind === 'api-key'
    ? credential.apiKey.pausedUntil
    : credential.session.pausedUntil;
}

/** The update that notes a use, of those worth a write: it extends a session's life, or dates a key's last use. */
export function useOf(key: TokenKey, credential: Credential, now: Date) {
  return credential.kind === 'session'
    ? sessionUse(key, credential.session, now)
    : apiKeyUse(key, credential.apiKey, now);
}

function sessionUse(key: TokenKey, { lastSeenAt }: StoredSession, now: Date) {
  if (now.getTime() - Date.parse(lastSeenAt) < sessionLife.touchEvery) return undefined;
  return {
    Key: { ...credentialKey(key) },
    UpdateExpression: 'SET lastSeenAt = :now, idleUntil = :until',
    ConditionExpression: 'lastSeenAt = :seen',
    ExpressionAttributeValues: {
      ':now': now.toISOString(),
      ':until': later(now, sessionLife.idle),
      ':seen': lastSeenAt,
    },
  };
}

function apiKeyUse(key: TokenKey, { lastUsedOn }: StoredApiKey, now: Date) {
  const today = now.toISOString().slice(0, 10);
  if (lastUsedOn === today) return undefined;
  return {
    Key: { ...credentialKey(key) },
    UpdateExpression: 'SET lastUsedOn = :today',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':today': today },
  };
}
