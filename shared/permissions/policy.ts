import { createMongoAbility, type MongoAbility, type RawRuleOf, subject } from '@casl/ability';
import type { Principal } from '#shared/auth/principal';
import { isCustomKey } from '#shared/objects/custom-field';
import type { ObjectName } from '#shared/objects/names';
import { objects } from '#shared/objects/objects';
import { duties, type RecordAction, type RoutePermission, recordActions } from './permission.ts';
import { type Grant, type Scope, widest } from './rights.ts';

/** What a share of one record lets a person or team do beyond their scope; `edit` includes reading. */
export const shareLevels = ['read', 'edit'] as const;

export type ShareLevel = (typeof shareLevels)[number];

/** What scope looks at in a record, and the share that the caller has of it, if any. */
export interface RecordFacts {
  readonly ownerId: string | undefined;
  readonly teamId: string | undefined;
  readonly share?: ShareLevel | undefined;
}

/** Whose rights are asked for. */
export type Caller = Pick<Principal, 'userId' | 'teamId' | 'role' | 'rights'>;

/** What one principal may do, at this moment. */
export interface Policy {
  /** Without facts: whether it is permitted for any record at all. */
  can(action: RecordAction, object: ObjectName, facts?: RecordFacts): boolean;
  /** The widest scope of the action; undefined if it is not granted. */
  scope(action: RecordAction, object: ObjectName): Scope | undefined;
  /**
   * Whether a field may be read (with `read`) or written (with `create`, `update`, `import`): of this
   * record, or without facts of any record at all.
   */
  canField(action: RecordAction, object: ObjectName, field: string, facts?: RecordFacts): boolean;
  /** Whether lists may be filtered and sorted by a field: only one that is hidden in no record. */
  canCompare(object: ObjectName, field: string): boolean;
}

type Subject = ObjectName | ReturnType<typeof subject<ObjectName, RecordFacts & object>>;
type CrmAbility = MongoAbility<[RecordAction, Subject]>;
type Conditions = Readonly<Record<string, unknown>>;

const writing: readonly RecordAction[] = ['create', 'update', 'import'];

/** The shares that widen an action; a share widens which records, never what the role may do to them. */
const widening: Readonly<Partial<Record<RecordAction, readonly ShareLevel[]>>> = {
  read: shareLevels,
  update: ['edit'],
};

/** One set of conditions per way of being in scope; an empty one holds for every record. */
function conditionsOf(action: RecordAction, scope: Scope, caller: Caller): Conditions[] {
  if (scope === 'all') return [{}];
  const { userId, teamId } = caller;
  // CASL takes {teamId: undefined} for “any record without a team”: whoever has no team gets no such rule.
  const ways = [{ ownerId: userId }, ...(scope === 'team' && teamId ? [{ teamId }] : [])];
  for (const way of ways)
    if (Object.values(way).some((value) => !value))
      throw new Error('A permission condition must not be empty.');
  const shares = widening[action];
  return [...ways, ...(shares ? [{ share: { $in: shares } }] : [])];
}

/** A rule's fields are those it leaves out, so that fields added at run time need no new rule. */
const leavesOut = (fields: readonly string[]) => {
  const left = new Set(fields);
  return (field: string) => !left.has(field);
};

const nothing = '';

function rulesOf(grant: Grant, caller: Caller): RawRuleOf<CrmAbility>[] {
  const { object, hidden = [], readOnly = [] } = grant;
  const names = Object.keys(objects[object].fields);
  return grant.actions.flatMap((action) => {
    const left = writing.includes(action) ? [...hidden, ...readOnly] : hidden;
    if (names.every((name) => left.includes(name))) return [];
    // CASL takes an empty list for a mistake, and no list for no rule about fields.
    const fields = left.length === 0 ? [nothing] : [...left];
    return conditionsOf(action, grant.scope, caller).map((conditions) => ({
      action,
      subject: object,
      fields,
      ...(Object.keys(conditions).length === 0 ? {} : { conditions }),
    }));
  });
}

function makePolicy(caller: Caller): Policy {
  const { rights } = caller;
  const ability: CrmAbility = createMongoAbility<CrmAbility>(
    rights.grants.flatMap((grant) => rulesOf(grant, caller)),
    { fieldMatcher: leavesOut },
  );
  const about = (object: ObjectName, facts: RecordFacts | undefined) =>
    facts ? subject(object, { ...facts }) : object;
  // CASL takes an empty field for “no field asked”. Which fields administrators have added is known to
  // whoever asks; their names are like no other.
  const isField = (object: ObjectName, field: string) =>
    Object.hasOwn(objects[object].fields, field) || isCustomKey(field);
  return {
    can: (action, object, facts) => ability.can(action, about(object, facts)),
    scope: (action, object) => widest(rights, action, object),
    canField: (action, object, field, facts) =>
      isField(object, field) && ability.can(action, about(object, facts), field),
    canCompare(object, field) {
      const readings = rights.grants.filter(
        (grant) => grant.object === object && grant.actions.includes('read'),
      );
      return (
        isField(object, field) &&
        readings.length > 0 &&
        readings.every(({ hidden = [] }) => !hidden.includes(field))
      );
    },
  };
}

/** Rules are built once per request: its principal is one object. */
const known = new WeakMap<Caller, Policy>();

/**
 * The one place where permission is decided, for HTTP, imports, exports, search and workers alike. What
 * no grant allows is denied.
 */
export function policyFor(caller: Caller): Policy {
  const policy = known.get(caller) ?? makePolicy(caller);
  known.set(caller, policy);
  return policy;
}

/** Whether the caller's role grants a route's permission for any record at all; the use case checks the record. */
export function permits(caller: Caller, permission: RoutePermission): boolean {
  if (permission === 'signed-in' || permission === 'public') return true;
  const duty = duties.find((each) => each === permission);
  if (duty) return caller.rights.duties.includes(duty);
  const policy = policyFor(caller);
  return Object.values(objects).some(({ name }) =>
    recordActions.some((action) => permission === `${name}:${action}` && policy.can(action, name)),
  );
}
