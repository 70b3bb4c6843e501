import { DomainError } from '#shared/errors/domain-error';
import { isCustomKey } from '#shared/objects/custom-field';
import { accessTo } from './custom-rights.ts';
import { recordActions } from './permission.ts';
import type { Caller } from './policy.ts';
import { breadth, type FieldAccess, fieldAccesses, type Grant, type Rights } from './rights.ts';

const sensitivities = ['financial', 'personal', undefined] as const;

const openness = (access: FieldAccess) => fieldAccesses.indexOf(access);

/** What a grant says of an administrator's field by its name; nothing where its lists do not have it. */
function named({ hidden = [], readOnly = [] }: Grant, field: string): FieldAccess | undefined {
  if (hidden.includes(field)) return 'hidden';
  return readOnly.includes(field) ? 'readOnly' : undefined;
}

/**
 * Whether administrators' fields are at least as open to the granter, those to come included. A named
 * field may be of any sensitivity: it counts as the granter's most closed and the wanted one's most open.
 */
function opensAsMuch(granter: Rights, own: Grant, rights: Rights, wanted: Grant): boolean {
  const ownAccess = sensitivities.map((each) => openness(accessTo(granter, own, each)));
  const wantedAccess = sensitivities.map((each) => openness(accessTo(rights, wanted, each)));
  const isCovered = (field: string) => {
    const [mine, theirs] = [named(own, field), named(wanted, field)];
    const least = mine ? openness(mine) : Math.min(...ownAccess);
    const most = theirs ? openness(theirs) : Math.max(...wantedAccess);
    return mine === theirs || least >= most;
  };
  const lists = [own.hidden, own.readOnly, wanted.hidden, wanted.readOnly];
  return (
    ownAccess.every((access, at) => access >= (wantedAccess[at] ?? 0)) &&
    lists.every((list = []) => list.filter(isCustomKey).every(isCovered))
  );
}

function reaches(own: Grant, wanted: Grant, action: Grant['actions'][number]): boolean {
  const shipped = (names: readonly string[] = []) => names.filter((name) => !isCustomKey(name));
  const within = (left: readonly string[] = [], right: readonly string[] = []) =>
    left.every((field) => right.includes(field));
  return (
    own.object === wanted.object &&
    own.actions.includes(action) &&
    breadth[own.scope] >= breadth[wanted.scope] &&
    within(shipped(own.hidden), wanted.hidden) &&
    within(shipped(own.readOnly), [...(wanted.readOnly ?? []), ...(wanted.hidden ?? [])])
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
        .every((action) =>
          grants.some(
            (own) => reaches(own, each, action) && opensAsMuch(granter.rights, own, wanted, each),
          ),
        ),
    )
  );
}

/** Throws `role.above_own` unless the granter's own rights include these. */
export function refuseAboveOwn(granter: Caller, wanted: Rights): void {
  if (!covers(granter, wanted)) throw new DomainError('role.above_own');
}
