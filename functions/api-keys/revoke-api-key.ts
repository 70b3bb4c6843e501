import type { ApiKeyStore } from '#shared/api-keys/api-key-store';
import { DomainError } from '#shared/errors/domain-error';
import type { Actor } from '#shared/users/user-store';

/**
 * Revokes a key: one of anybody’s, or with `ownerId` one of theirs only. Throws `request.not_found` for
 * a key that is not there, was revoked before, or acts for somebody else.
 */
export async function revokeApiKey(
  keys: Pick<ApiKeyStore, 'ownerOf' | 'revoke'>,
  by: Actor,
  keyId: string,
  ownerId?: string,
): Promise<void> {
  const isMeant = ownerId === undefined || (await keys.ownerOf(keyId)) === ownerId;
  if (!isMeant || !(await keys.revoke(keyId, by))) throw new DomainError('request.not_found');
}
