import { allowsSingleStep } from '../factors/factors.ts';
import type { Pool } from '../pool-definition.ts';
import type { Contact, User } from '../users.ts';
import { maySignInByPasskey } from '../webauthn/relying-party.ts';
import type { SignIn } from './sign-in.ts';

/** What USER_AUTH may begin with. */
interface FirstFactor {
  isOpen(pool: Pool, user: User): boolean;
  /** Whether somebody who does not exist would have it. */
  seemsOpen(pool: Pool, login: string): boolean;
  /** The parameter that answers the challenge in the same call that chooses it. */
  readonly answeredBy?: string;
}

const factors: Readonly<Record<string, FirstFactor>> = {
  // Both passwords are always among the choices, whatever the pool’s policy lists.
  PASSWORD: {
    isOpen: hasPassword,
    seemsOpen: () => true,
    answeredBy: 'PASSWORD',
  },
  PASSWORD_SRP: { isOpen: hasPassword, seemsOpen: () => true },
  EMAIL_OTP: oneTimeCodeTo('email', (login) => login.includes('@')),
  SMS_OTP: oneTimeCodeTo('phone_number', (login) => login.startsWith('+')),
  WEB_AUTHN: { isOpen: maySignInByPasskey, seemsOpen: () => false },
};

/** A password that was taken away can still be asked for, to be told so. */
function hasPassword(_pool: Pool, { password, status }: User): boolean {
  return password !== undefined || status === 'RESET_REQUIRED';
}

function oneTimeCodeTo(contact: Contact, looksLike: (login: string) => boolean): FirstFactor {
  const name = contact === 'email' ? 'EMAIL_OTP' : 'SMS_OTP';
  const isAllowed = ({ properties }: Pool) =>
    properties.Policies.SignInPolicy.AllowedFirstAuthFactors.includes(name);
  return {
    isOpen: (pool, user) =>
      isAllowed(pool) && Boolean(user.attributes[contact]) && allowsSingleStep(pool, user),
    seemsOpen: (pool, login) => isAllowed(pool) && looksLike(login),
  };
}

/** What the person can begin with, or would if they existed. */
export function firstFactorsOf({
  pool,
  user,
  login,
}: Pick<SignIn, 'pool' | 'user' | 'login'>): readonly string[] {
  return Object.entries(factors).flatMap(([name, { isOpen, seemsOpen }]) =>
    (user ? isOpen(pool, user) : seemsOpen(pool, login)) ? [name] : [],
  );
}

/** Whether the parameters already answer the factor’s challenge. */
export function isAnswered(name: string, parameters: Readonly<Record<string, string>>): boolean {
  const answer = Object.hasOwn(factors, name) ? factors[name]?.answeredBy : undefined;
  return answer !== undefined && parameters[answer] !== undefined;
}
