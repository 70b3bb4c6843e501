import { DomainError } from '#shared/errors/domain-error';
import type { ProviderTokens, TokenProvider } from './identity-provider.ts';
import type { Principal } from './principal.ts';
import type { RequestOrigin } from './request-origin.ts';
import type { SessionStore } from './session-store.ts';

/** Somebody at work on their own account: who, with which session, from where. */
export interface Owner {
  readonly principal: Principal;
  readonly token: string;
  readonly origin: RequestOrigin;
}

export interface AccessNeeds {
  readonly sessions: Pick<SessionStore, 'tokens' | 'confirm'>;
  readonly tokens: Pick<TokenProvider, 'refresh'>;
}

/**
 * An access token of the provider that is young enough to use: people change their own account only
 * with one. Throws `request.unauthenticated` when the provider has ended the session.
 */
export async function freshAccess(
  { sessions, tokens }: AccessNeeds,
  { token }: Pick<Owner, 'token'>,
): Promise<string> {
  const kept = await sessions.tokens(token);
  if (!kept) throw new DomainError('request.unauthenticated');
  const fresh: ProviderTokens = await tokens.refresh(kept.refreshToken);
  await sessions.confirm(token, fresh);
  return fresh.accessToken;
}
