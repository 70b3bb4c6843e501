import type { Principal } from './principal.ts';

/** The session a request presents. */
export interface PresentedSession {
  readonly token: string;
  readonly via: 'cookie' | 'bearer';
}

/**
 * Decides on every request whether the caller may still act: reads session and principal anew, so
 * that a sign-out, a block or a changed role holds from the next request on. Throws
 * `request.unauthenticated`.
 */
export interface Gate {
  /**
   * Counts the request too: throws `request.too_many` for who has sent too many, unless the route serves
   * them all the same.
   */
  admit(session: PresentedSession, route?: { readonly whilePaused?: boolean }): Promise<Principal>;
  /**
   * Whom this session belonged to when it was last admitted here: to begin reading with while `admit`
   * looks, never to answer or write with. What comes of it counts only if `admit` then gives the same.
   */
  presume?(session: PresentedSession): Principal | undefined;
  /** Notes for access reviews that a person used a permission today; never fails. */
  noteUse?(principal: Principal, permission: string): Promise<void>;
}
