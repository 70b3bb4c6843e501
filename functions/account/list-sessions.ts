import type { Principal } from '#shared/auth/principal';
import { placeOf } from '#shared/auth/request-origin';
import type { SessionStore, SessionSummary } from '#shared/auth/session-store';

export interface OwnSession extends Omit<SessionSummary, 'sourceIp'> {
  readonly place: string;
  readonly current: boolean;
}

/** Where the person is signed in, newest first, marking the session that asks. */
export async function listSessions(
  { sessions }: { readonly sessions: Pick<SessionStore, 'list'> },
  principal: Principal,
): Promise<readonly OwnSession[]> {
  const found = await sessions.list(principal.userId);
  return found.map(({ sourceIp, ...session }) => ({
    ...session,
    place: placeOf({ sourceIp }),
    current: session.sessionId === principal.sessionId,
  }));
}
