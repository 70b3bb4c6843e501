import { DomainError } from '#shared/errors/domain-error';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { displayName } from '#shared/objects/display-name';
import type { RecordValues } from '#shared/objects/field';
import type { RecordAction } from '#shared/permissions/permission';
import type { Policy, RecordFacts, ShareLevel } from '#shared/permissions/policy';
import type { Change, StoredRecord } from './record.ts';

/** What scope looks at in a record, and the caller's share of it, if they have one. */
export function factsOf(
  record: Pick<StoredRecord, 'values' | 'teamId'>,
  share?: ShareLevel,
): RecordFacts {
  const owner = record.values['ownerId'];
  return { ownerId: typeof owner === 'string' ? owner : undefined, teamId: record.teamId, share };
}

/** Throws `request.forbidden` naming the fields that the role may not write. */
export function refuseUnwritable(
  policy: Policy,
  action: RecordAction,
  object: ObjectDefinition,
  names: readonly string[],
  facts?: RecordFacts,
): void {
  const refused = names.filter((name) => !policy.canField(action, object.name, name, facts));
  if (refused.length === 0) return;
  throw new DomainError('request.forbidden', {
    detail: 'Your role does not permit writing some of these fields; leave them out.',
    fields: refused.map((field) => ({ field, message: 'Your role may not write this field.' })),
  });
}

/** Fields that an administrator took out are nobody's to see. */
function isVisible(policy: Policy, object: ObjectDefinition, facts: RecordFacts) {
  return (name: string) =>
    Object.hasOwn(object.fields, name) && policy.canField('read', object.name, name, facts);
}

/** Those of an object's values that this principal may see. */
export function visibleValues(
  policy: Policy,
  object: ObjectDefinition,
  values: RecordValues,
  facts: RecordFacts,
): RecordValues {
  const isReadable = isVisible(policy, object, facts);
  return Object.fromEntries(Object.entries(values).filter(([name]) => isReadable(name)));
}

/** The record as this principal may see it. */
export function viewOf(
  policy: Policy,
  object: ObjectDefinition,
  record: StoredRecord,
  share?: ShareLevel,
) {
  const { values, teamId: _, ...rest } = record;
  const visible = visibleValues(policy, object, values, factsOf(record, share));
  return { ...visible, ...rest, displayName: displayName(object, visible) };
}

/** The change as this principal may see it: hidden fields are not even named. */
export function viewOfChange(
  policy: Policy,
  object: ObjectDefinition,
  change: Change,
  facts: RecordFacts,
) {
  const { values, fields, campaign, ...rest } = change;
  const isReadable = isVisible(policy, object, facts);
  return {
    ...rest,
    ...(campaign && policy.can('read', 'campaign') ? { campaign } : {}),
    fields: fields.filter(isReadable),
    values: Object.fromEntries(Object.entries(values).filter(([name]) => isReadable(name))),
  };
}
