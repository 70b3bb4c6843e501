import { createMongoAbility, type MongoAbility, type RawRuleOf, subject } from '@casl/ability';
import type { Principal } from '#shared/auth/principal';
import type { ObjectName } from '#shared/objects/names';
import { objects } from '#shared/objects/objects';
import { duties, type RecordAction, type RoutePermission, recordActions } from './permission.ts';
import { type Grant, type Role, roles, type Scope } from './roles.ts';

/** What scope looks at in a record. */
export interface RecordFacts {
  readonly ownerId: string | undefined;
  readonly teamId: string | undefined;
}

/** Which grant allows an action, or why none does; in words for an administrator. */
export interface Explanation {
  readonly allowed: boolean;
  readonly because: string;
}

/** What one principal may do, at this moment. */
export interface Policy {
  /** Without facts: whether it is permitted for any record at all. */
  can(action: RecordAction, object: ObjectName, facts?: RecordFacts): boolean;
  /** The widest scope of the action; undefined if it is not granted. */
  scope(action: RecordAction, object: ObjectName): Scope | undefined;
  /** Whether a field may be read (with `read`) or written (with `create`, `update`, `import`). */
  canField(action: RecordAction, object: ObjectName, field: string): boolean;
  explain(action: RecordAction, object: ObjectName, facts?: RecordFacts): Explanation;
}

type Caller = Pick<Principal, 'userId' | 'teamId' | 'role'>;
type Subject = ObjectName | ReturnType<typeof subject<ObjectName, RecordFacts & object>>;
type CrmAbility = MongoAbility<[RecordAction, Subject]>;

const writing: readonly RecordAction[] = ['create', 'update', 'import'];

/** One set of conditions per way of being in scope; an empty one holds for every record. */
function conditionsOf(scope: Scope, caller: Caller): Partial<Record<keyof RecordFacts, string>>[] {
  if (scope === 'all') return [{}];
  const { userId, teamId } = caller;
  // CASL takes {teamId: undefined} for “any record without a team”: whoever has no team gets no such rule.
  const ways = [{ ownerId: userId }, ...(scope === 'team' && teamId ? [{ teamId }] : [])];
  for (const way of ways)
    if (Object.values(way).some((value) => !value))
      throw new Error('A permission condition must not be empty.');
  return ways;
}

function rulesOf(grant: Grant, caller: Caller): RawRuleOf<CrmAbility>[] {
  const hidden = new Set(grant.hidden);
  const readOnly = new Set(grant.readOnly);
  const names = Object.keys(objects[grant.object].fields).filter((name) => !hidden.has(name));
  return grant.actions.flatMap((action) => {
    const fields = writing.includes(action) ? names.filter((name) => !readOnly.has(name)) : names;
    if (fields.length === 0) return [];
    return conditionsOf(grant.scope, caller).map((conditions) => ({
      action,
      subject: grant.object,
      fields,
      ...(Object.keys(conditions).length === 0 ? {} : { conditions }),
    }));
  });
}

const breadth: Readonly<Record<Scope, number>> = { own: 0, team: 1, all: 2 };

function widest(role: Role, action: RecordAction, object: ObjectName): Scope | undefined {
  return role.grants
    .filter((grant) => grant.object === object && grant.actions.includes(action))
    .map((grant) => grant.scope)
    .sort((a, b) => breadth[b] - breadth[a])[0];
}

/**
 * The one place where permission is decided, for HTTP, imports, exports and workers alike. What no
 * grant allows is denied.
 */
export function policyFor(caller: Caller): Policy {
  const role = roles[caller.role];
  const ability: CrmAbility = createMongoAbility<CrmAbility>(
    role.grants.flatMap((grant) => rulesOf(grant, caller)),
  );
  const can: Policy['can'] = (action, object, facts) =>
    ability.can(action, facts ? subject(object, { ...facts }) : object);
  return {
    can,
    scope: (action, object) => widest(role, action, object),
    // CASL takes an empty field for “no field asked”.
    canField: (action, object, field) =>
      Object.hasOwn(objects[object].fields, field) && ability.can(action, object, field),
    explain: (action, object, facts) => {
      const scope = widest(role, action, object);
      const allowed = can(action, object, facts);
      const what = `${action} ${objects[object].labels.many.en.toLowerCase()}`;
      if (!scope)
        return { allowed, because: `No grant of the role ${caller.role} lets it ${what}.` };
      if (allowed)
        return { allowed, because: `The role ${caller.role} may ${what} in scope ${scope}.` };
      return {
        allowed,
        because: `The role ${caller.role} may ${what} in scope ${scope} only, and this record is outside it.`,
      };
    },
  };
}

/** Whether the caller's role grants a route's permission for any record at all; the use case checks the record. */
export function permits(caller: Caller, permission: RoutePermission): boolean {
  if (permission === 'signed-in' || permission === 'public') return true;
  const duty = duties.find((each) => each === permission);
  if (duty) return roles[caller.role].duties.includes(duty);
  const policy = policyFor(caller);
  return Object.values(objects).some(({ name }) =>
    recordActions.some((action) => permission === `${name}:${action}` && policy.can(action, name)),
  );
}
