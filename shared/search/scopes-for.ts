import type { ObjectName } from '#shared/objects/names';
import type { Caller, Policy } from '#shared/permissions/policy';
import type { RoleScope } from './posting.ts';

/** The parts of the index whose records the caller may read; none where the object is closed to them. */
export function scopesFor(
  policy: Policy,
  { userId, teamId }: Caller,
  object: ObjectName,
): RoleScope[] {
  const own = { by: 'owner', ownerId: userId } as const;
  switch (policy.scope('read', object)) {
    case 'all':
      return [{ by: 'all' }];
    case 'team':
      return teamId ? [{ by: 'team', teamId }, own] : [own];
    case 'own':
      return [own];
    case undefined:
      return [];
  }
}
