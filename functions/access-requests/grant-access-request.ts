import type { AccessRequest } from '#shared/access-requests/access-request';
import type { RequestActor } from '#shared/access-requests/access-request-store';
import { carryOut } from '#shared/access-requests/carry-out';
import type { Principal } from '#shared/auth/principal';
import type { RequestOrigin } from '#shared/auth/request-origin';
import { DomainError } from '#shared/errors/domain-error';
import { objects } from '#shared/objects/objects';
import { refuseAboveOwn } from '#shared/permissions/covers';
import { policyFor } from '#shared/permissions/policy';
import { factsOf } from '#shared/records/field-rules';
import { answerableRequest } from './answerable-request.ts';
import { permitted } from './ask-for-access.ts';
import type { RequestNeeds } from './request-needs.ts';

export interface GrantInput {
  readonly requestId: string;
  readonly reason: string;
  readonly until: string | undefined;
  /** The role to give, for a permission that was asked for. */
  readonly roleId: string | undefined;
}

/**
 * Grants a request. That it is granted is written first and once; carrying it out follows and, cut off,
 * is made up for by the schedule. Throws `request.not_found`, `access_request.own`,
 * `access_request.state_conflict`, `role.unknown`, `role.above_own`, `user.state_conflict` for somebody
 * who may not sign in, `request.invalid`, and what the change of a role throws.
 */
export async function grantAccessRequest(
  needs: RequestNeeds,
  principal: Principal,
  { requestId, reason, until, roleId }: GrantInput,
  by: RequestActor,
  origin: RequestOrigin,
): Promise<AccessRequest> {
  const request = await answerableRequest(needs, principal, requestId);
  const now = needs.clock.now().toISOString();
  if (until !== undefined && until <= now) throw invalid('until', 'Give a time that is to come.');
  const person = await needs.users.find(request.userId);
  if (person?.status !== 'active') throw new DomainError('user.state_conflict');
  const role = await roleToGive(needs, principal, request, roleId);
  if (request.wanted.kind === 'record') await refuseUnshareable(needs, principal, request.wanted);
  const granted: AccessRequest = {
    ...request,
    version: request.version + 1,
    state: 'granted',
    answer: { by: principal.userId, at: now, reason, until, roleId: role },
    formerRoleId: role === undefined ? undefined : person.role,
    isDue: true,
    untold: 'answered',
  };
  if (!(await needs.requests.change(granted, 'granted', by)))
    throw new DomainError('access_request.state_conflict');
  return carryOut(needs, granted, by, origin);
}

async function roleToGive(
  { roles }: RequestNeeds,
  principal: Principal,
  { wanted }: AccessRequest,
  given: string | undefined,
): Promise<string | undefined> {
  if (wanted.kind === 'record') {
    if (given !== undefined) throw invalid('roleId', 'A record is shared; no role is given.');
    return undefined;
  }
  const roleId = given ?? (wanted.kind === 'role' ? wanted.roleId : undefined);
  if (roleId === undefined) throw invalid('roleId', 'Name the role that has this permission.');
  const role = await roles.find(roleId);
  if (!role) throw new DomainError('role.unknown');
  refuseAboveOwn(principal, role);
  if (wanted.kind === 'permission' && !permitted({ rights: role }, wanted.permission))
    throw invalid('roleId', 'This role does not have the permission that was asked for.');
  return roleId;
}

/** Nobody opens for others what they may not change themselves; a record that is gone is opened for nobody. */
async function refuseUnshareable(
  { store }: RequestNeeds,
  principal: Principal,
  { object, recordId }: Extract<AccessRequest['wanted'], { kind: 'record' }>,
): Promise<void> {
  const record = await store.get(objects[object], recordId);
  const policy = policyFor(principal);
  if (!record || !policy.can('read', object, factsOf(record)))
    throw new DomainError('request.not_found');
  if (!policy.can('update', object, factsOf(record))) throw new DomainError('request.forbidden');
}

function invalid(field: string, message: string): DomainError {
  return new DomainError('request.invalid', { fields: [{ field, message }] });
}
