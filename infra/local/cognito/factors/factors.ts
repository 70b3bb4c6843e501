import type { Pool } from '../pool-definition.ts';
import type { Contact, User } from '../users.ts';
import type { SecondFactor } from './second-factor.ts';

/** Where a factor sends its codes; a software token makes them itself. */
export const factorContact: Readonly<Partial<Record<SecondFactor, Contact>>> = {
  SMS_MFA: 'phone_number',
  EMAIL_OTP: 'email',
};

/** The second factors of the pool; none while MFA is off. */
export function poolFactors({ properties }: Pool): readonly SecondFactor[] {
  return properties.MfaConfiguration === 'OFF' ? [] : properties.EnabledMfas;
}

/** Whether the person has what the factor needs: an address, or a token that was verified. */
export function hasMeans(user: User, factor: SecondFactor): boolean {
  const contact = factorContact[factor];
  return contact ? Boolean(user.attributes[contact]) : user.totp !== undefined;
}

/** The factors that the person switched on and the pool takes. */
export function chosenFactors(pool: Pool, user: User): readonly SecondFactor[] {
  return poolFactors(pool).filter(
    (factor) => hasMeans(user, factor) && user.mfa.enabled.includes(factor),
  );
}

/**
 * The factors that the person may be asked for: what they switched on, the preferred one alone if
 * there is one. Where the pool insists, whatever they have the means for.
 */
export function askedFactors(pool: Pool, user: User): readonly SecondFactor[] {
  const usable = poolFactors(pool).filter((factor) => hasMeans(user, factor));
  const chosen = chosenFactors(pool, user);
  const preferred = chosen.filter((factor) => factor === user.mfa.preferred);
  if (preferred.length > 0) return preferred;
  return chosen.length > 0 || pool.properties.MfaConfiguration !== 'ON' ? chosen : usable;
}

/** Whether one proof without a password may sign the person in (“MFA with passkeys and OTP”). */
export function allowsSingleStep({ properties }: Pool, { mfa }: User): boolean {
  const { MfaConfiguration } = properties;
  return (
    MfaConfiguration === 'OFF' || (MfaConfiguration === 'OPTIONAL' && mfa.enabled.length === 0)
  );
}

/** The state of a person who can use the factor from now on. */
export function withFactor({ mfa }: User, factor: SecondFactor): Pick<User, 'mfa'> {
  return { mfa: { ...mfa, enabled: [...new Set([...mfa.enabled, factor])] } };
}

/** The state of a person who cannot use the factor any more. */
export function withoutFactor({ mfa }: User, factor: SecondFactor): Pick<User, 'mfa'> {
  const enabled = mfa.enabled.filter((each) => each !== factor);
  return { mfa: mfa.preferred === factor ? { enabled } : { ...mfa, enabled } };
}
