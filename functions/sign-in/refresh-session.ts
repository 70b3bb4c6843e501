import type { TokenProvider } from '#shared/auth/identity-provider';
import type { Principal } from '#shared/auth/principal';
import type { RequestOrigin } from '#shared/auth/request-origin';
import type { SessionStore } from '#shared/auth/session-store';
import { DomainError } from '#shared/errors/domain-error';

export interface RefreshNeeds {
  readonly sessions: Pick<SessionStore, 'tokens' | 'confirm' | 'end'>;
  readonly provider: Pick<TokenProvider, 'refresh'>;
}

/**
 * Has the identity provider confirm the person again. Who was disabled or signed out there loses the
 * session: throws `request.unauthenticated`.
 */
export async function refreshSession(
  { sessions, provider }: RefreshNeeds,
  principal: Principal,
  token: string,
  origin: RequestOrigin,
): Promise<{ readonly refreshBefore: string; readonly endsAt: string }> {
  const tokens = await sessions.tokens(token);
  if (!tokens) throw new DomainError('request.unauthenticated');
  try {
    return await sessions.confirm(token, await provider.refresh(tokens.refreshToken));
  } catch (error) {
    if (error instanceof DomainError && error.code === 'request.unauthenticated')
      await sessions.end(principal.userId, principal.sessionId, origin);
    throw error;
  }
}
