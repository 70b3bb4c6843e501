import type { Actor } from '#shared/users/user-store';
import type { KeyAccess, StoredApiKey } from './api-key.ts';

export interface NewApiKey {
  readonly userId: string;
  readonly name: string;
  readonly access: KeyAccess;
  readonly endsAt: string;
}

/** The keys by which other systems act for users. */
export interface ApiKeyStore {
  /** Makes a key; `token` is its secret, which nobody can look up later. Throws `user.state_conflict` for who cannot sign in. */
  make(key: NewApiKey, by: Actor): Promise<{ readonly key: StoredApiKey; readonly token: string }>;
  /** All keys in the order in which they were made, those that have ended too; a moment behind. */
  list(): Promise<readonly StoredApiKey[]>;
  /** Whose key it is; undefined when there is none. */
  ownerOf(keyId: string): Promise<string | undefined>;
  /** From the next request on the key opens nothing. Says whether there was one. */
  revoke(keyId: string, by: Actor): Promise<boolean>;
}
