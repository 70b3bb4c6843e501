import type { StoredPrincipal } from '#shared/auth/principal-item';

export interface ProfileChange {
  readonly name?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly locale?: 'en' | 'zh' | undefined;
}

export interface ProfileStore {
  /** Changes the person's own profile and returns them as they are then; the last writer wins. */
  changeProfile(userId: string, change: ProfileChange): Promise<StoredPrincipal>;
}
