import type { Log } from '#shared/observability/logger';
import type { PasswordPolicy } from './auth-policy.ts';
import { type BreachedPasswords, createBreachedPasswordRange } from './breached-passwords.ts';
import { type NewPassword, type PasswordOwner, passwordFaults } from './password-policy.ts';
import { type PasswordFault, passwordRefused } from './password-reasons.ts';
import { strengthOf } from './password-strength.ts';

/** Our own rules for a new password, asked before the identity provider counts a try. */
export interface PasswordCheck {
  /** The password, ready for the identity provider. Throws `password.refused` with all faults. */
  accept(text: string, owner: PasswordOwner): Promise<NewPassword>;
}

export interface PasswordCheckNeeds {
  readonly policy: PasswordPolicy;
  readonly breached: BreachedPasswords;
  readonly log: Pick<Log, 'warn'>;
}

/** The check as deployed functions use it. */
export function openPasswordCheck(policy: PasswordPolicy, log: Pick<Log, 'warn'>): PasswordCheck {
  return createPasswordCheck({
    policy,
    log,
    breached: createBreachedPasswordRange(policy.breachedHost),
  });
}

/** Rules, common passwords, breached passwords; what was used before only Cognito knows. */
export function createPasswordCheck({ policy, breached, log }: PasswordCheckNeeds): PasswordCheck {
  const { minLength } = policy;
  return {
    async accept(text, owner) {
      const faults = [...passwordFaults(text, owner, policy)];
      const { fault } = await strengthOf(text, [owner.name, owner.email, ...policy.companyWords]);
      if (fault) faults.push(fault);
      // A password that will not do anyway is nobody else's business.
      if (faults.length === 0) faults.push(...(await breachFaults(text)));
      if (faults.length > 0) throw passwordRefused(faults, owner.locale, minLength);
      return { text, locale: owner.locale, minLength };
    },
  };

  async function breachFaults(text: string): Promise<readonly PasswordFault[]> {
    if (policy.breached === 'off') return [];
    try {
      return (await breached.includes(text)) ? ['breached'] : [];
    } catch {
      log.warn('password.breach_check_failed', 'The list of breached passwords did not answer.');
      return policy.breached === 'closed' ? ['unchecked'] : [];
    }
  }
}
