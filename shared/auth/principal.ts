import type { KeyAccess } from '#shared/api-keys/api-key';
import type { Rights } from '#shared/permissions/rights';
import type { SessionStanding } from './session-standing.ts';

/** The person a request acts for, as the gate found them a moment ago. */
export interface Principal extends SessionStanding {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  /** The role's id; what it may do stands in `rights`. */
  readonly role: string;
  readonly rights: Rights;
  readonly teamId: string | undefined;
  readonly locale: 'en' | 'zh';
  /** The session’s id, or that of the API key. */
  readonly sessionId: string;
  /**
   * The versions in which the objects are described for this request, of those that administrators have
   * changed: what was begun with others is done anew.
   */
  readonly definitions?: Readonly<Record<string, number>> | undefined;
  /** Present where another system acts for the person. */
  readonly apiKey?: { readonly keyId: string; readonly access: KeyAccess } | undefined;
}
