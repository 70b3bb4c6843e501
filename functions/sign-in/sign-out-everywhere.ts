import type { Directory } from '#shared/auth/directory';
import type { GlobalSignOut } from '#shared/auth/identity-provider';
import type { Principal } from '#shared/auth/principal';
import type { RequestOrigin } from '#shared/auth/request-origin';
import type { SessionStore } from '#shared/auth/session-store';

export interface SignOutEverywhereNeeds {
  readonly sessions: Pick<SessionStore, 'endAll'>;
  readonly directory: Pick<Directory, 'find'>;
  readonly provider: GlobalSignOut;
}

/** Ends all sessions of the person, this one too: one write of ours first, the provider second. */
export async function signOutEverywhere(
  { sessions, directory, provider }: SignOutEverywhereNeeds,
  { userId }: Principal,
  origin: RequestOrigin,
): Promise<void> {
  await sessions.endAll(userId, 'session.ended_everywhere', { origin });
  const username = (await directory.find(userId))?.cognitoUsername;
  if (username) await provider.signOutEverywhere(username);
}
