import type { FactorRule } from './factor-rule.ts';
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

/**
 * People whose role asks for a second factor, or whose own was removed or lost, may only enrol one
 * until they have (ASVS 6.3.3).
 */
export function createSessionRules(factors: FactorRule): SessionRules {
  return {
    async restrictionFor({ factorDue, role }, hasProvedFactor) {
      if (hasProvedFactor) return undefined;
      return factorDue || (await factors.isRequiredFor(role)) ? 'enrol-factor' : undefined;
    },
  };
}
