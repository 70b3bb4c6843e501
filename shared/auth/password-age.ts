import type { PasswordPolicy } from './auth-policy.ts';
import type { StoredPrincipal } from './principal-item.ts';

const dayMs = 24 * 60 * 60_000;

type Dated = Pick<StoredPrincipal, 'passwordChangedAt'>;
type MaxAge = Pick<PasswordPolicy, 'maxAgeDays'>;

/** When a password has to be changed; undefined where there is none or it never has to. */
export function passwordDueAt({ passwordChangedAt }: Dated, { maxAgeDays }: MaxAge) {
  if (passwordChangedAt === undefined || maxAgeDays === 0) return undefined;
  return new Date(Date.parse(passwordChangedAt) + maxAgeDays * dayMs);
}

/** Whether a password is older than the deployment allows. */
export function isPasswordTooOld(person: Dated, policy: MaxAge, now: Date): boolean {
  const due = passwordDueAt(person, policy);
  return due !== undefined && due.getTime() <= now.getTime();
}

/** Whole days from one time to another, begun days counted; negative when it is over. */
export function daysUntil(then: Date, now: Date): number {
  return Math.ceil((then.getTime() - now.getTime()) / dayMs);
}
