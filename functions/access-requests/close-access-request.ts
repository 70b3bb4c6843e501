import type { AccessRequest } from '#shared/access-requests/access-request';
import type { RequestActor } from '#shared/access-requests/access-request-store';
import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import { answerableRequest, visibleRequest } from './answerable-request.ts';
import type { RequestNeeds } from './request-needs.ts';

type Needs = Pick<RequestNeeds, 'requests' | 'store' | 'clock'>;

/** Refuses a request, with the reason. Throws what `answerableRequest` does. */
export async function refuseAccessRequest(
  needs: Needs,
  principal: Principal,
  { requestId, reason }: { readonly requestId: string; readonly reason: string },
  by: RequestActor,
): Promise<AccessRequest> {
  const request = await answerableRequest(needs, principal, requestId);
  const at = needs.clock.now().toISOString();
  return closed(
    needs,
    {
      ...request,
      state: 'refused',
      answer: { by: principal.userId, at, reason },
      untold: 'answered',
    },
    'refused',
    by,
  );
}

/** Takes back a request of the caller's own. Throws `request.not_found`, `access_request.state_conflict`. */
export async function withdrawAccessRequest(
  needs: Needs,
  principal: Principal,
  requestId: string,
  by: RequestActor,
): Promise<AccessRequest> {
  const request = await visibleRequest(needs, principal, requestId);
  if (request.userId !== principal.userId) throw new DomainError('request.not_found');
  if (request.state !== 'open') throw new DomainError('access_request.state_conflict');
  return closed(needs, { ...request, state: 'withdrawn', untold: undefined }, 'withdrawn', by);
}

async function closed(
  { requests }: Needs,
  request: AccessRequest,
  action: 'refused' | 'withdrawn',
  by: RequestActor,
): Promise<AccessRequest> {
  const after = { ...request, version: request.version + 1 };
  if (await requests.change(after, action, by)) return after;
  throw new DomainError('access_request.state_conflict');
}
