import { addressKey, type RateLimiter, rateRules } from '#shared/auth/rate-limiter';
import type { RecoveryQueue } from '#shared/auth/recovery-message';
import type { RequestOrigin } from '#shared/auth/request-origin';

export interface StartRecoveryNeeds {
  readonly limiter: Pick<RateLimiter, 'take'>;
  readonly queue: RecoveryQueue;
}

/**
 * Accepts a request for a recovery link. It does the same for every login and looks nobody up, so
 * that neither answer nor time says whether there is an account (ASVS 6.3.8).
 */
export async function startRecovery(
  { limiter, queue }: StartRecoveryNeeds,
  input: { readonly login: string; readonly channel: 'email' },
  origin: RequestOrigin,
): Promise<{ readonly status: 'accepted' }> {
  const address = addressKey(origin);
  await Promise.all([
    limiter.take(rateRules.recoveryAddress, address),
    limiter.take(rateRules.recoveryPair, `${address} ${input.login}`),
  ]);
  await queue.send({ kind: 'recover', ...input });
  return { status: 'accepted' };
}
