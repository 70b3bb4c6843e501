import type { AccessRequest } from '#shared/access-requests/access-request';
import type { RequestActor } from '#shared/access-requests/access-request-store';
import { carryOut, endGrant } from '#shared/access-requests/carry-out';
import { DomainError } from '#shared/errors/domain-error';
import { systemPrincipalId } from '#shared/imports/system-principal';
import { stackOf } from '#shared/observability/logger';
import { tellOfRequest } from './tell-of-request.ts';
import type { WatchNeeds } from './watch-needs.ts';

const by: RequestActor = { userId: systemPrincipalId, means: 'schedule' };
const origin = { sourceIp: '', device: 'Schedule' } as const;

/**
 * Does what requests for access wait for: gives up old ones, makes up for grants that were cut off, takes
 * back what was granted until now, and tells people. One that fails waits for the next time and keeps
 * none of the others. Returns how many it did something with.
 */
export async function watchAccessRequests(needs: WatchNeeds): Promise<number> {
  const pending = await needs.requests.pending();
  for (const request of pending)
    try {
      await watchOne(needs, request);
    } catch (error) {
      needs.log.error('access-watch.unfinished', 'A request for access waits for the next time.', {
        recordId: request.requestId,
        stack: stackOf(error),
      });
    }
  return pending.length;
}

async function watchOne(needs: WatchNeeds, found: AccessRequest): Promise<void> {
  const { requests, clock } = needs;
  const now = clock.now().toISOString();
  let request = found;
  const change = async (
    facts: Partial<AccessRequest>,
    action: 'expired' | undefined,
  ): Promise<boolean> => {
    const after = { ...request, ...facts, version: request.version + 1 };
    const isChanged = await requests.change(after, action, by);
    if (isChanged) request = after;
    return isChanged;
  };
  if (request.state === 'open' && request.expiresAt <= now)
    if (!(await change({ state: 'expired', untold: 'answered' }, 'expired'))) return;
  if (request.isDue) request = await madeUpFor(needs, request);
  // Before anybody is told: a mail that cannot be sent must not leave somebody the role.
  const { state, answer } = request;
  if (state === 'granted' && answer?.roleId !== undefined && answer.until && answer.until <= now) {
    const ended = await endGrant(needs, request, by, origin);
    if (!ended) return;
    request = ended;
  }
  // Told first and noted then: cut off in between, rather twice than never.
  if (request.untold === undefined) return;
  await tellOfRequest(needs, request);
  await change({ untold: undefined }, undefined);
}

/** The request after what was granted is given; what cannot be given has ended. */
async function madeUpFor(needs: WatchNeeds, request: AccessRequest): Promise<AccessRequest> {
  try {
    return await carryOut(needs, request, by, origin);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code.startsWith('service.')) throw error;
    return (await needs.requests.find(request.requestId)) ?? request;
  }
}
