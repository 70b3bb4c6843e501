import type { Sensitivity } from '#shared/objects/field';
import type { ObjectName } from '#shared/objects/names';
import type { Duty, RecordAction } from './permission.ts';

/** Which records: one's own, those of one's team (and one's own), or all. */
export const scopes = ['own', 'team', 'all'] as const;

export type Scope = (typeof scopes)[number];

export const fieldAccesses = ['hidden', 'readOnly', 'open'] as const;

/** What somebody may do with a field: nothing, see it, or whatever the grant's actions allow. */
export type FieldAccess = (typeof fieldAccesses)[number];

/** What a role may do with records of one object; without a grant nothing is permitted. */
export interface Grant {
  readonly object: ObjectName;
  readonly actions: readonly RecordAction[];
  readonly scope: Scope;
  /** Neither read nor written, filtered or sorted by. */
  readonly hidden?: readonly string[] | undefined;
  readonly readOnly?: readonly string[] | undefined;
  /** What holds for administrators' fields that the lists do not name, by sensitivity. */
  readonly customFields?:
    | Readonly<Partial<Record<Sensitivity | 'other', FieldAccess | undefined>>>
    | undefined;
}

/** What a role lets its holders do. */
export interface Rights {
  readonly grants: readonly Grant[];
  readonly duties: readonly Duty[];
}

/** The rights of somebody whose role is not there: none. */
export const noRights: Rights = { grants: [], duties: [] };

export const breadth: Readonly<Record<Scope, number>> = { own: 0, team: 1, all: 2 };

/** The widest scope in which the grants allow an action; undefined if none does. */
export function widest(rights: Rights, action: RecordAction, object: ObjectName) {
  return rights.grants
    .filter((grant) => grant.object === object && grant.actions.includes(action))
    .map((grant) => grant.scope)
    .sort((a, b) => breadth[b] - breadth[a])[0];
}
