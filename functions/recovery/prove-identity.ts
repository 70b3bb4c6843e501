import type { RecoveryPolicy } from '#shared/auth/auth-policy';
import type { Directory } from '#shared/auth/directory';
import type { ProofProvider } from '#shared/auth/identity-provider';
import type { Proofs } from '#shared/auth/proofs';
import { addressKey, type RateLimiter, rateRules } from '#shared/auth/rate-limiter';
import type { RecoveryStore } from '#shared/auth/recovery-store';
import type { RequestOrigin } from '#shared/auth/request-origin';
import { DomainError } from '#shared/errors/domain-error';

export interface ProveIdentityNeeds {
  readonly limiter: RateLimiter;
  readonly directory: Pick<Directory, 'findByLogin'>;
  readonly provider: Pick<ProofProvider, 'prove'>;
  readonly recoveries: Pick<RecoveryStore, 'createProved'>;
  readonly policy: RecoveryPolicy;
}

/**
 * Lets a person prove themselves by two of authenticator, saved code and security questions; the
 * token that they get sets a new password within ten minutes. Throws `recovery.refused` whatever was
 * wrong, after the same work for everybody, and `recovery.not_offered`.
 */
export async function proveIdentity(
  needs: ProveIdentityNeeds,
  { login, proofs }: { readonly login: string; readonly proofs: Proofs },
  origin: RequestOrigin,
): Promise<{ readonly token: string }> {
  const { limiter, policy } = needs;
  if ((proofs.answers && !policy.questions) || (proofs.authenticatorCode && !policy.authenticator))
    throw new DomainError('recovery.not_offered');

  // 1. Few guesses per login, from wherever: this way closes for a day, all others stay open.
  await limiter.take(rateRules.recoveryProofAddress, addressKey(origin));
  await limiter.take(rateRules.recoveryProof, login);

  // 2. Cognito asks our own triggers, also about people who do not exist.
  const person = await needs.directory.findByLogin(login);
  const isProved = await needs.provider.prove(person?.cognitoUsername, proofs);
  if (!isProved || person?.status !== 'active') throw new DomainError('recovery.refused');

  // 3. Only failures count.
  await limiter.giveBack(rateRules.recoveryProof, login);
  return { token: await needs.recoveries.createProved(person.userId) };
}
