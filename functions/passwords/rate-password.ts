import type { PasswordPolicy } from '#shared/auth/auth-policy';
import { passwordFaults } from '#shared/auth/password-policy';
import { reasonFor } from '#shared/auth/password-reasons';
import { strengthOf } from '#shared/auth/password-strength';
import { addressKey, type RateLimiter, rateRules } from '#shared/auth/rate-limiter';
import type { RequestOrigin } from '#shared/auth/request-origin';

export interface RatePasswordNeeds {
  readonly limiter: Pick<RateLimiter, 'take'>;
  readonly policy: PasswordPolicy;
}

export interface RatePasswordInput {
  readonly newPassword: string;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly locale: 'en' | 'zh';
}

/**
 * Rates a password while it is being chosen; nothing is kept. It knows only what the caller says of
 * themselves, and asks no list of breaches: what counts is the check when the password is set.
 */
export async function ratePassword(
  { limiter, policy }: RatePasswordNeeds,
  { newPassword, name = '', email = '', locale }: RatePasswordInput,
  origin: RequestOrigin,
): Promise<{ readonly score: number; readonly reasons: string[] }> {
  await limiter.take(rateRules.passwordRating, addressKey(origin));
  const rules = passwordFaults(newPassword, { name, email, locale }, policy);
  const words = [name, email, ...policy.companyWords];
  const { score, fault } = await strengthOf(newPassword, words);
  const faults = fault ? [...rules, fault] : rules;
  return { score, reasons: faults.map((each) => reasonFor(each, locale, policy.minLength)) };
}
