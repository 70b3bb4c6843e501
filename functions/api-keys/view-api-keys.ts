import { isLive, type StoredApiKey } from '#shared/api-keys/api-key';
import type { ApiKeyStore } from '#shared/api-keys/api-key-store';
import type { Clock } from '#shared/domain/clock';
import type { UserStore } from '#shared/users/user-store';

export interface ViewApiKeysNeeds {
  readonly keys: Pick<ApiKeyStore, 'list'>;
  readonly users: Pick<UserStore, 'find'>;
  readonly clock: Clock;
}

/** A key as people see it. */
export type ApiKeyView = ReturnType<typeof viewOf>;

function viewOf(key: StoredApiKey, state: 'live' | 'ended') {
  const { schemaVersion: _, expiresAt: __, ...facts } = key;
  return { ...facts, state };
}

/** The keys of the organisation, or of one user only; a moment behind. */
export async function viewApiKeys(
  { keys, users, clock }: ViewApiKeysNeeds,
  ownerId?: string,
): Promise<ApiKeyView[]> {
  const found = (await keys.list()).filter(
    ({ userId }) => ownerId === undefined || userId === ownerId,
  );
  const ids = [...new Set(found.map(({ userId }) => userId))];
  const owners = new Map(
    await Promise.all(ids.map(async (id) => [id, await users.find(id)] as const)),
  );
  const now = clock.now();
  return found.map((key) => {
    const owner = owners.get(key.userId);
    const isUsable = owner?.status === 'active' && isLive(key, owner.keysEndedAt, now);
    return viewOf(key, isUsable ? 'live' : 'ended');
  });
}

/** A key that was made a moment ago. */
export const newApiKeyView = (key: StoredApiKey): ApiKeyView => viewOf(key, 'live');
