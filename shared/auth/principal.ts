import type { RoleName } from '#shared/permissions/roles';
import type { SessionStanding } from './session-standing.ts';

/** The person (or, later, the key) a request acts for, as the gate found it a moment ago. */
export interface Principal extends SessionStanding {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: RoleName;
  readonly teamId: string | undefined;
  readonly locale: 'en' | 'zh';
  readonly sessionId: string;
}
