import type { Principal } from '#shared/auth/principal';
import type { RequestOrigin } from '#shared/auth/request-origin';
import type { SessionStore } from '#shared/auth/session-store';
import { DomainError } from '#shared/errors/domain-error';

/** Ends one of the person's own sessions; another's looks like one that does not exist. */
export async function endSession(
  { sessions }: { readonly sessions: Pick<SessionStore, 'end'> },
  { userId }: Principal,
  sessionId: string,
  origin: RequestOrigin,
): Promise<void> {
  const ended = await sessions.end(userId, sessionId, origin);
  if (!ended) throw new DomainError('request.not_found');
}
