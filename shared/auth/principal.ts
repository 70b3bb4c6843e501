import type { Rights } from '#shared/permissions/rights';
import type { SessionStanding } from './session-standing.ts';

/** The person (or, later, the key) a request acts for, as the gate found it a moment ago. */
export interface Principal extends SessionStanding {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  /** The role's id; what it may do stands in `rights`. */
  readonly role: string;
  readonly rights: Rights;
  readonly teamId: string | undefined;
  readonly locale: 'en' | 'zh';
  readonly sessionId: string;
  /**
   * The versions in which the objects are described for this request, of those that administrators have
   * changed: what was begun with others is done anew.
   */
  readonly definitions?: Readonly<Record<string, number>> | undefined;
}
