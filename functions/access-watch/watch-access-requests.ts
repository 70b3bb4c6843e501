import type { AccessRequest } from '#shared/access-requests/access-request';
import type { RequestActor } from '#shared/access-requests/access-request-store';
import { carryOut, endGrant } from '#shared/access-requests/carry-out';
import { DomainError } from '#shared/errors/domain-error';
import { systemPrincipalId } from '#shared/imports/system-principal';
import { tellOfRequest } from './tell-of-request.ts';
import type { WatchNeeds } from './watch-needs.ts';

const by: RequestActor = { userId: systemPrincipalId, means: 'schedule' };
const origin = { sourceIp: '', device: 'Schedule' } as const;

/**
 * Does what requests for access wait for: gives up old ones, makes up for grants that were cut off,
 * tells people, and takes back what was granted until now. Returns how many it did something with.
 */
export async function watchAccessRequests(needs: WatchNeeds): Promise<number> {
  const pending = await needs.requests.pending();
  for (const request of pending) await watchOne(needs, request);
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
  // Told first and noted then: cut off in between, rather twice than never.
  if (request.untold !== undefined) {
    await tellOfRequest(needs, request);
    if (!(await change({ untold: undefined }, undefined))) return;
  }
  const { state, answer } = request;
  if (state === 'granted' && answer?.roleId !== undefined && answer.until && answer.until <= now)
    await endGrant(needs, request, by, origin);
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
