import { DomainError } from '#shared/errors/domain-error';
import type { Gate } from './gate.ts';
import type { Principal } from './principal.ts';

/** A gate that can tell, for principals it admitted, which session token they presented. */
export interface TokenGate extends Gate {
  tokenOf(principal: Principal): string;
}

/**
 * Only the functions that open the Cognito tokens of a session need its secret; the others never see
 * it. The token is forgotten with the request's principal.
 */
export function rememberTokens<G extends Gate>(gate: G): G & TokenGate {
  const tokens = new WeakMap<Principal, string>();
  return {
    ...gate,
    async admit(session, route) {
      const principal = await gate.admit(session, route);
      tokens.set(principal, session.token);
      return principal;
    },
    tokenOf(principal) {
      const token = tokens.get(principal);
      if (token === undefined) throw new DomainError('request.unauthenticated');
      return token;
    },
  };
}
