import type { TokenProvider } from '#shared/auth/identity-provider';
import type { RequestOrigin } from '#shared/auth/request-origin';
import type { SessionStore } from '#shared/auth/session-store';

export interface SignOutNeeds {
  readonly sessions: Pick<SessionStore, 'endPresented'>;
  readonly provider: Pick<TokenProvider, 'revoke'>;
}

/** Ends this session, here first and then at the identity provider. */
export async function signOut(
  { sessions, provider }: SignOutNeeds,
  token: string,
  origin: RequestOrigin,
): Promise<void> {
  const tokens = await sessions.endPresented(token, origin);
  if (tokens) await provider.revoke(tokens.refreshToken);
}
