import type { AccessRequest } from '#shared/access-requests/access-request';
import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import { objects } from '#shared/objects/objects';
import type { RequestNeeds } from './request-needs.ts';

/** Whether somebody answers requests: administrators all, the owner of a record those about it. */
async function mayAnswer(
  { store }: Pick<RequestNeeds, 'store'>,
  { userId, rights }: Principal,
  { wanted }: Pick<AccessRequest, 'wanted'>,
): Promise<boolean> {
  if (rights.duties.includes('users.manage')) return true;
  if (wanted.kind !== 'record') return false;
  const record = await store.get(objects[wanted.object], wanted.recordId);
  return record?.values['ownerId'] === userId;
}

/** Those of the requests that somebody answers: as `mayAnswer`, with a read for each kind of record at most. */
export async function answeredBy(
  { bulk }: Pick<RequestNeeds, 'bulk'>,
  { userId, rights }: Principal,
  requests: readonly AccessRequest[],
): Promise<readonly AccessRequest[]> {
  const others = requests.filter((each) => each.userId !== userId);
  if (rights.duties.includes('users.manage')) return others;
  const asked = others.flatMap(({ wanted }) => (wanted.kind === 'record' ? [wanted] : []));
  const byObject = Map.groupBy(asked, ({ object }) => object);
  const found = await Promise.all(
    [...byObject].map(([object, wanted]) =>
      bulk.getMany(objects[object], [...new Set(wanted.map(({ recordId }) => recordId))]),
    ),
  );
  const own = new Set(
    found.flat().flatMap(({ id, values }) => (values['ownerId'] === userId ? [id] : [])),
  );
  return others.filter(({ wanted }) => wanted.kind === 'record' && own.has(wanted.recordId));
}

/** A request that the caller made or may answer. Throws `request.not_found`. */
export async function visibleRequest(
  needs: Pick<RequestNeeds, 'requests' | 'store'>,
  principal: Principal,
  requestId: string,
): Promise<AccessRequest> {
  const request = await needs.requests.find(requestId);
  if (!request) throw new DomainError('request.not_found');
  if (request.userId === principal.userId) return request;
  if (!(await mayAnswer(needs, principal, request))) throw new DomainError('request.not_found');
  return request;
}

/**
 * An open request that the caller may answer. Throws `request.not_found`, `access_request.own`, and
 * `access_request.state_conflict` once it is answered.
 */
export async function answerableRequest(
  needs: Pick<RequestNeeds, 'requests' | 'store' | 'clock'>,
  principal: Principal,
  requestId: string,
): Promise<AccessRequest> {
  const request = await visibleRequest(needs, principal, requestId);
  if (request.userId === principal.userId) throw new DomainError('access_request.own');
  const isOver = request.expiresAt <= needs.clock.now().toISOString();
  if (request.state !== 'open' || isOver) throw new DomainError('access_request.state_conflict');
  return request;
}
