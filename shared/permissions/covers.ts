import { DomainError } from '#shared/errors/domain-error';
import { recordActions } from './permission.ts';
import type { Caller } from './policy.ts';
import { breadth, type Grant, type Rights } from './rights.ts';

function reaches(own: Grant, wanted: Grant, action: Grant['actions'][number]): boolean {
  const within = (left: readonly string[] = [], right: readonly string[] = []) =>
    left.every((field) => right.includes(field));
  return (
    own.object === wanted.object &&
    own.actions.includes(action) &&
    breadth[own.scope] >= breadth[wanted.scope] &&
    within(own.hidden, wanted.hidden) &&
    within(own.readOnly, [...(wanted.readOnly ?? []), ...(wanted.hidden ?? [])])
  );
}

/**
 * Whether somebody's own rights include others, so that they may give them away (AZ-13). The
 * administrator role includes everything, so that what was taken from it can be given back.
 */
export function covers(granter: Caller, wanted: Rights): boolean {
  if (granter.role === 'administrator') return true;
  const { grants, duties } = granter.rights;
  return (
    wanted.duties.every((duty) => duties.includes(duty)) &&
    wanted.grants.every((each) =>
      recordActions
        .filter((action) => each.actions.includes(action))
        .every((action) => grants.some((own) => reaches(own, each, action))),
    )
  );
}

/** Throws `role.above_own` unless the granter's own rights include these. */
export function refuseAboveOwn(granter: Caller, wanted: Rights): void {
  if (!covers(granter, wanted)) throw new DomainError('role.above_own');
}
