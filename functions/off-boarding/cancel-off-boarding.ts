import type { Clock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';
import { cancelled, type OffBoarding } from '#shared/off-boarding/off-boarding';
import type { OffBoardingStore } from '#shared/off-boarding/off-boarding-store';
import { existingUser } from '#shared/users/existing-user';
import type { Actor, UserStore } from '#shared/users/user-store';

export interface CancelNeeds {
  readonly users: Pick<UserStore, 'find' | 'note'>;
  readonly store: Pick<OffBoardingStore, 'find' | 'save'>;
  readonly clock: Clock;
}

/** Calls off what was planned for a date. Throws `user.state_conflict` once it has begun. */
export async function cancelOffBoarding(
  { users, store, clock }: CancelNeeds,
  by: Actor,
  userId: string,
): Promise<OffBoarding> {
  await existingUser(users, userId);
  const job = await store.find(userId);
  if (job?.state === 'cancelled') return job;
  const next = job && cancelled(job, clock.now().toISOString());
  if (job?.state !== 'scheduled' || !next || !(await store.save(next)))
    throw new DomainError('user.state_conflict', {
      detail: 'No off-boarding of this person is planned.',
    });
  await users.note(userId, 'user.off_boarding_cancelled', by);
  return next;
}
