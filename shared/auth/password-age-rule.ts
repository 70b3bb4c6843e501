import type { Clock } from '#shared/domain/clock';
import type { PasswordPolicy } from './auth-policy.ts';
import { isPasswordTooOld } from './password-age.ts';
import type { SessionRules } from './session-rules.ts';

/**
 * Adds to other rules that a session of somebody whose password is too old serves to set a new one.
 * What the other rules ask for comes first: a new password is not for who lacks a factor.
 */
export function withPasswordAge(
  rules: SessionRules,
  policy: Pick<PasswordPolicy, 'maxAgeDays'>,
  clock: Clock,
): SessionRules {
  return {
    async restrictionFor(person, hasProvedFactor) {
      const restriction = await rules.restrictionFor(person, hasProvedFactor);
      if (restriction) return restriction;
      return isPasswordTooOld(person, policy, clock.now()) ? 'set-password' : undefined;
    },
  };
}
