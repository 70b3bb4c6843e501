import type { Principal } from '#shared/auth/principal';
import type { SessionStore, SessionSummary } from '#shared/auth/session-store';

/** Where the person is signed in, newest first, marking the session that asks. */
export async function listSessions(
  { sessions }: { readonly sessions: Pick<SessionStore, 'list'> },
  principal: Principal,
): Promise<readonly (SessionSummary & { readonly current: boolean })[]> {
  const found = await sessions.list(principal.userId);
  return found.map((session) => ({
    ...session,
    current: session.sessionId === principal.sessionId,
  }));
}
