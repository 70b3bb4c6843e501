import { askedFactors } from '../factors/factors.ts';
import { SecondFactor } from '../factors/second-factor.ts';
import type { Requirement } from './sign-in.ts';

const proofs = new Set<string>([...SecondFactor.options, 'MFA_SETUP', 'WEB_AUTHN']);

/** After a password comes the factor that the person uses, a choice of several, or its set-up. */
export const secondFactorDue: Requirement = (_world, { pool, user, passed }) => {
  if (!user || !passed.includes('PASSWORD') || passed.some((each) => proofs.has(each)))
    return undefined;
  const [first, ...others] = askedFactors(pool, user);
  if (first !== undefined) return others.length > 0 ? 'SELECT_MFA_TYPE' : first;
  return pool.properties.MfaConfiguration === 'ON' ? 'MFA_SETUP' : undefined;
};
