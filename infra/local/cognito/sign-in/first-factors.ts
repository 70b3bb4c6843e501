import type { Pool } from '../pool-definition.ts';
import type { User } from '../users.ts';
import { maySignInByPasskey } from '../webauthn/relying-party.ts';
import type { SignIn } from './sign-in.ts';

/** What USER_AUTH may begin with; each name is a challenge, too. */
interface FirstFactor {
  isOpen(pool: Pool, user: User): boolean;
  /** The parameter that answers the challenge in the same call that chooses it. */
  readonly answeredBy?: string;
}

const factors: Readonly<Record<string, FirstFactor>> = {
  // Always among the choices, whatever the pool’s policy lists.
  PASSWORD: { isOpen: (_pool, user) => user.password !== undefined, answeredBy: 'PASSWORD' },
  WEB_AUTHN: { isOpen: maySignInByPasskey },
};

/** What the person can begin with; a login that does not exist seems to have a password. */
export function firstFactorsOf({ pool, user }: Pick<SignIn, 'pool' | 'user'>): readonly string[] {
  if (!user) return ['PASSWORD'];
  return Object.entries(factors).flatMap(([name, { isOpen }]) =>
    isOpen(pool, user) ? [name] : [],
  );
}

/** Whether the parameters already answer the factor’s challenge. */
export function isAnswered(name: string, parameters: Readonly<Record<string, string>>): boolean {
  const answer = Object.hasOwn(factors, name) ? factors[name]?.answeredBy : undefined;
  return answer !== undefined && parameters[answer] !== undefined;
}
