import type { StoredPrincipal } from '#shared/auth/principal-item';
import { DomainError } from '#shared/errors/domain-error';
import type { OffBoarding } from '#shared/off-boarding/off-boarding';
import type { OffBoardingNeeds } from './off-boarding-step.ts';

/** Who gets what the person had; nobody where none was named. Throws `user.successor_inactive`. */
export async function successorOf(
  { users }: Pick<OffBoardingNeeds, 'users'>,
  { successorId }: Pick<OffBoarding, 'successorId'>,
): Promise<StoredPrincipal | undefined> {
  if (successorId === undefined) return undefined;
  const successor = await users.find(successorId);
  if (successor?.status !== 'active') throw new DomainError('user.successor_inactive');
  return successor;
}
