import type { Disavowals } from '#shared/auth/disavowal';
import { addressKey, type RateLimiter, rateRules } from '#shared/auth/rate-limiter';
import type { RecoveryQueue } from '#shared/auth/recovery-message';
import type { RequestOrigin } from '#shared/auth/request-origin';
import type { Clock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';

export interface DisavowNeeds {
  readonly limiter: Pick<RateLimiter, 'take'>;
  readonly disavowals: Pick<Disavowals, 'act' | 'complete'>;
  readonly queue: RecoveryQueue;
  readonly clock: Clock;
}

/**
 * Takes a person at their word that a change was not theirs: locks them and ends their sessions at
 * once; the rest follows from the queue. Throws `recovery.refused` for any link that is not good.
 */
export async function disavow(
  { limiter, disavowals, queue, clock }: DisavowNeeds,
  { token }: { readonly token: string },
  origin: RequestOrigin,
): Promise<void> {
  await limiter.take(rateRules.disavowal, addressKey(origin));
  const disavowed = await disavowals.act(token, origin);
  if (!disavowed) throw new DomainError('recovery.refused');
  await queue.send({ kind: 'secure', ...disavowed, at: clock.now().toISOString() });
  await disavowals.complete(token);
}
