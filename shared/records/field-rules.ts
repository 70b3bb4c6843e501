import { DomainError } from '#shared/errors/domain-error';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { displayName } from '#shared/objects/display-name';
import type { RecordValues } from '#shared/objects/field';
import type { RecordAction } from '#shared/permissions/permission';
import type { Policy, RecordFacts } from '#shared/permissions/policy';
import type { Change, StoredRecord } from './record.ts';

/** What scope looks at in a record. */
export function factsOf(record: Pick<StoredRecord, 'values' | 'teamId'>): RecordFacts {
  const ownerId = record.values['ownerId'];
  return { ownerId: typeof ownerId === 'string' ? ownerId : undefined, teamId: record.teamId };
}

/** Throws `request.forbidden` naming the fields that the role may not write. */
export function refuseUnwritable(
  policy: Policy,
  action: RecordAction,
  object: ObjectDefinition,
  names: readonly string[],
): void {
  const refused = names.filter((name) => !policy.canField(action, object.name, name));
  if (refused.length === 0) return;
  throw new DomainError('request.forbidden', {
    detail: 'Your role does not permit writing some of these fields; leave them out.',
    fields: refused.map((field) => ({ field, message: 'Your role may not write this field.' })),
  });
}

function isVisible(policy: Policy, object: ObjectDefinition) {
  return ([name]: readonly [string, unknown]) => policy.canField('read', object.name, name);
}

/** The record as this principal may see it. */
export function viewOf(policy: Policy, object: ObjectDefinition, record: StoredRecord) {
  const { values, teamId: _, ...facts } = record;
  const visible: RecordValues = Object.fromEntries(
    Object.entries(values).filter(isVisible(policy, object)),
  );
  return { ...visible, ...facts, displayName: displayName(object, visible) };
}

/** The change as this principal may see it: hidden fields are not even named. */
export function viewOfChange(policy: Policy, object: ObjectDefinition, change: Change) {
  const { values, fields, ...facts } = change;
  return {
    ...facts,
    fields: fields.filter((name) => policy.canField('read', object.name, name)),
    values: Object.fromEntries(Object.entries(values).filter(isVisible(policy, object))),
  };
}
