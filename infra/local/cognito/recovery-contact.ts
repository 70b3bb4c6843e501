import { invalidParameter, notAuthorized } from './errors.ts';
import { factorContact } from './factors/factors.ts';
import type { Pool } from './pool-definition.ts';
import { type Contact, isVerified, type User } from './users.ts';

const contactOf: Readonly<Record<string, Contact>> = {
  verified_email: 'email',
  verified_phone_number: 'phone_number',
};

/**
 * Where the code for a new password goes: the first verified contact in the order of the pool
 * (without one, phone before e-mail) that is not the person's own second factor.
 */
export function recoveryContact(pool: Pool, user: User): { contact: Contact; address: string } {
  const mechanisms = pool.properties.AccountRecoverySetting?.RecoveryMechanisms ?? [
    { Name: 'verified_phone_number' as const, Priority: 1 },
    { Name: 'verified_email' as const, Priority: 2 },
  ];
  if (mechanisms.some(({ Name }) => Name === 'admin_only'))
    throw notAuthorized('Contact administrator to reset password.');
  const usable = mechanisms
    .toSorted((a, b) => a.Priority - b.Priority)
    .flatMap(({ Name }) => contactOf[Name] ?? [])
    .find((contact) => isVerified(user, contact) && !isSecondFactor(user, contact));
  const address = usable && user.attributes[usable];
  if (!address)
    throw invalidParameter(
      'Cannot reset password for the user as there is no registered/verified email or phone_number',
    );
  return { contact: usable, address };
}

function isSecondFactor(user: User, contact: Contact): boolean {
  return user.mfa.preferred !== undefined && factorContact[user.mfa.preferred] === contact;
}
