import type { RecoveryPolicy } from '#shared/auth/auth-policy';
import type { RecoveryChannel } from '#shared/auth/credentials';
import { isOffered } from '#shared/auth/offered-channels';
import { addressKey, type RateLimiter, rateRules } from '#shared/auth/rate-limiter';
import type { RecoveryQueue } from '#shared/auth/recovery-message';
import type { RequestOrigin } from '#shared/auth/request-origin';
import { hashSecret } from '#shared/auth/session-token';
import { randomSecret } from '#shared/domain/ids';
import { DomainError } from '#shared/errors/domain-error';

export interface StartRecoveryNeeds {
  readonly limiter: Pick<RateLimiter, 'take'>;
  readonly queue: RecoveryQueue;
  readonly policy: RecoveryPolicy;
}

export interface StartedRecovery {
  readonly status: 'accepted';
  /** Whoever has a code must have this too: a code works only for the one who asked (ASVS 6.6.2). */
  readonly recoveryToken: string;
}

/**
 * Accepts a request to get back in. It does the same for every login and looks nobody up, so that
 * neither answer nor time says whether there is an account (ASVS 6.3.8).
 */
export async function startRecovery(
  { limiter, queue, policy }: StartRecoveryNeeds,
  input: { readonly login: string; readonly channel: RecoveryChannel },
  origin: RequestOrigin,
): Promise<StartedRecovery> {
  if (!isOffered(input.channel, policy)) throw new DomainError('recovery.not_offered');
  const address = addressKey(origin);
  await Promise.all([
    limiter.take(rateRules.recoveryAddress, address),
    limiter.take(rateRules.recoveryPair, `${address} ${input.login}`),
  ]);
  const recoveryToken = randomSecret();
  await queue.send({ kind: 'recover', ...input, requestHash: hashSecret(recoveryToken) });
  return { status: 'accepted', recoveryToken };
}
