import type { Actor } from '#shared/users/user-store';
import type { StoredPasskey } from './passkey-item.ts';

/** A person's passkeys on the product's own list, which counts whatever Cognito still knows. */
export interface PasskeysOfPerson {
  list(userId: string): Promise<readonly StoredPasskey[]>;
  /** Those that sign nobody in any more, but that Cognito has until their owner deletes them there. */
  revoked(userId: string): Promise<readonly StoredPasskey[]>;
  /** From the answer on none of them signs anybody in; repeating it changes nothing. */
  revokeAll(userId: string, by: Actor): Promise<void>;
}
