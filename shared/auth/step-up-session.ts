import type { ProviderTokens, TokenProvider } from './identity-provider.ts';
import type { Person } from './person.ts';
import type { Principal } from './principal.ts';
import type { RequestOrigin } from './request-origin.ts';
import type { SessionStore } from './session-store.ts';
import type { SignedInResult } from './signed-in-answer.ts';

export interface StepUpSessionNeeds {
  readonly sessions: Pick<SessionStore, 'tokens' | 'renew'>;
  readonly provider: Pick<TokenProvider, 'revoke'>;
}

/** The session that steps up, as it was presented. */
export interface SteppingUp {
  readonly principal: Principal;
  readonly token: string;
}

/** Lets a session go on under a new token, once its person has proved anew who they are. */
export async function stepUpSession(
  { sessions, provider }: StepUpSessionNeeds,
  { principal, token }: SteppingUp,
  proved: { readonly person: Person; readonly tokens: ProviderTokens },
  origin: RequestOrigin,
): Promise<SignedInResult> {
  const former = await sessions.tokens(token);
  const session = await sessions.renew(token, proved.tokens, origin);
  if (former) await provider.revoke(former.refreshToken);
  return { session, user: proved.person, restriction: principal.restriction };
}
