import type { StoredPrincipal } from './principal-item.ts';
import type { Restriction } from './session-standing.ts';

/** Decides what a new session may be used for. */
export interface SessionRules {
  /** What has to be done before anything else; undefined for a session that may do all. */
  restrictionFor(
    person: StoredPrincipal,
    hasProvedFactor: boolean,
  ): Promise<Restriction | undefined>;
}

/** People whose second factor was removed or lost may only enrol another, until they have (ASVS 6.3.3). */
export function createSessionRules(): SessionRules {
  return {
    async restrictionFor({ factorDue }, hasProvedFactor) {
      return factorDue && !hasProvedFactor ? 'enrol-factor' : undefined;
    },
  };
}
