import {
  type AccessRequest,
  mostOpen,
  openMilliseconds,
  type Wanted,
} from '#shared/access-requests/access-request';
import type { RequestActor } from '#shared/access-requests/access-request-store';
import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import { policyFor } from '#shared/permissions/policy';
import type { Rights } from '#shared/permissions/rights';
import type { RequestNeeds } from './request-needs.ts';

/**
 * Asks for access; what is asked for already is the request that is there. Nothing says whether a
 * record exists. Throws `role.unknown`, `access_request.held_already`, `access_request.too_many`, and
 * `request.invalid` for a record of an object that the role does not read at all.
 */
export async function askForAccess(
  { requests, roles, clock, ids }: RequestNeeds,
  principal: Principal,
  { wanted, reason }: Pick<AccessRequest, 'wanted' | 'reason'>,
  by: RequestActor,
): Promise<AccessRequest> {
  if (wanted.kind === 'role') {
    if (wanted.roleId === principal.role) throw new DomainError('access_request.held_already');
    if (!(await roles.find(wanted.roleId))) throw new DomainError('role.unknown');
  }
  if (wanted.kind === 'permission' && permitted(principal, wanted.permission))
    throw new DomainError('access_request.held_already');
  if (wanted.kind === 'record' && !opens(principal, wanted))
    throw new DomainError('request.invalid', {
      fields: [{ field: 'object', message: 'No share opens this to your role; ask for a role.' }],
    });
  const open = (await requests.ofPerson(principal.userId)).filter(({ state }) => state === 'open');
  if (open.length >= mostOpen) throw new DomainError('access_request.too_many');
  const now = clock.now();
  const request: AccessRequest = {
    requestId: ids.next(),
    userId: principal.userId,
    wanted,
    reason,
    state: 'open',
    version: 1,
    createdAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + openMilliseconds).toISOString(),
    isDue: false,
    untold: 'asked',
  };
  return requests.add(request, by);
}

/** A share widens which records a role reaches, never what it may do to them. */
function opens(principal: Principal, { object, level }: Extract<Wanted, { kind: 'record' }>) {
  const policy = policyFor(principal);
  return policy.can('read', object) && (level === 'read' || policy.can('update', object));
}

/** Whether rights include a permission, for any record at all. */
export function permitted(
  { rights: { grants, duties } }: { readonly rights: Rights },
  permission: string,
): boolean {
  return (
    duties.some((duty) => duty === permission) ||
    grants.some(({ object, actions }) =>
      actions.some((action) => `${object}:${action}` === permission),
    )
  );
}
