import type { StoredPrincipal } from './principal-item.ts';

/** Finds people, always as they are now. */
export interface Directory {
  find(userId: string): Promise<StoredPrincipal | undefined>;
  /** The id of whom a login may belong to: `answersTo` says whether it still does. */
  holderOf(login: string): Promise<string | undefined>;
  /** By the exact normalized e-mail address or user name; takes as long for one nobody has. */
  findByLogin(login: string): Promise<StoredPrincipal | undefined>;
}

/** Whether a person signs in by this login now. */
export function answersTo({ email, userName }: StoredPrincipal, login: string): boolean {
  return email === login || userName === login;
}

/** Stands where nobody was found, so that the look for them takes as long (AUTH-04). */
export const nobody = 'nobody';
