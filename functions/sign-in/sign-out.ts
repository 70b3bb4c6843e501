import type { TokenProvider } from '#shared/auth/identity-provider';
import type { Principal } from '#shared/auth/principal';
import type { RequestOrigin } from '#shared/auth/request-origin';
import type { SessionStore } from '#shared/auth/session-store';

export interface SignOutNeeds {
  readonly sessions: Pick<SessionStore, 'tokens' | 'end'>;
  readonly provider: Pick<TokenProvider, 'revoke'>;
}

/** Ends this session, here first and then at the identity provider. */
export async function signOut(
  { sessions, provider }: SignOutNeeds,
  principal: Principal,
  token: string,
  origin: RequestOrigin,
): Promise<void> {
  const tokens = await sessions.tokens(token);
  await sessions.end(principal.userId, principal.sessionId, origin);
  if (tokens) await provider.revoke(tokens.refreshToken);
}
