import type { StoredApiKey } from '#shared/api-keys/api-key';
import type { ApiKeyStore, NewApiKey } from '#shared/api-keys/api-key-store';
import type { Principal } from '#shared/auth/principal';
import type { RecoveryQueue } from '#shared/auth/recovery-message';
import type { Clock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';
import { refuseAboveOwn } from '#shared/permissions/covers';
import type { RoleStore } from '#shared/permissions/role-store';
import type { Actor, UserStore } from '#shared/users/user-store';

const day = 24 * 60 * 60_000;

export interface MakeApiKeyNeeds {
  readonly keys: Pick<ApiKeyStore, 'make'>;
  readonly users: Pick<UserStore, 'find'>;
  readonly roles: Pick<RoleStore, 'find'>;
  readonly queue: RecoveryQueue;
  readonly clock: Clock;
}

export interface ApiKeyInput extends Pick<NewApiKey, 'name' | 'access'> {
  readonly userId?: string | undefined;
  /** How long it lasts. */
  readonly days: number;
}

/**
 * Makes a key and tells the user in whose name it acts. Nobody makes one that may do more than they
 * may themselves (AZ-13). Throws `user.unknown`, `user.state_conflict` for somebody who cannot sign in,
 * and `role.above_own`.
 */
export async function makeApiKey(
  { keys, users, roles, queue, clock }: MakeApiKeyNeeds,
  principal: Principal,
  by: Actor,
  { userId = principal.userId, days, ...input }: ApiKeyInput,
): Promise<{ readonly key: StoredApiKey; readonly token: string }> {
  const owner = await users.find(userId);
  if (!owner) throw new DomainError('user.unknown');
  if (owner.status !== 'active') throw new DomainError('user.state_conflict');
  const role = await roles.find(owner.role);
  if (role) refuseAboveOwn(principal, role);

  const now = clock.now();
  const endsAt = new Date(now.getTime() + days * day).toISOString();
  const made = await keys.make({ ...input, userId, endsAt }, by);
  await queue.send({ kind: 'notify', userId, notice: 'apiKeyMade', at: now.toISOString() });
  return made;
}
