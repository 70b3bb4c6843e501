import type { FieldFault } from '#shared/errors/codes';
import { DomainError } from '#shared/errors/domain-error';
import { checkValues } from '#shared/objects/check-values';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { FieldValue, RecordPatch, RecordValues } from '#shared/objects/field';
import type { Policy } from '#shared/permissions/policy';
import { seenBy } from '#shared/permissions/seen-by';

/** The patch as it was sent: fields that were named, null where one is to be emptied. */
export function patched(
  input: Readonly<Record<string, FieldValue | null | undefined>>,
): RecordPatch {
  const patch: Record<string, FieldValue | null> = {};
  for (const [name, value] of Object.entries(input)) if (value !== undefined) patch[name] = value;
  return patch;
}

/** The values as a record would have them: only fields that hold something. */
export function filled(
  input: Readonly<Record<string, FieldValue | null | undefined>>,
): RecordValues {
  const values: Record<string, FieldValue> = {};
  for (const [name, value] of Object.entries(input)) if (value != null) values[name] = value;
  return values;
}

/**
 * The values of a new record, checked against the object as it is described now, and what is wrong with
 * them. Fields that the role may not write are nobody's to ask for.
 */
export function checkCreation(
  policy: Policy,
  object: ObjectDefinition,
  sent: RecordPatch,
): { readonly values: RecordValues; readonly faults: FieldFault[]; readonly missing: string[] } {
  const { values, faults, missing } = checkValues(seenBy(policy, object), sent, 'creation');
  const unfilled = missing.filter((name) => policy.canField('create', object.name, name));
  return {
    values: filled(values),
    faults: [...faults, ...unfilled.map((field) => ({ field, message: 'Fill this field.' }))],
    missing: unfilled,
  };
}

/** The same where nothing is wrong. Throws `request.invalid`. */
export function checkedCreation(
  policy: Policy,
  object: ObjectDefinition,
  sent: RecordPatch,
): RecordValues {
  const { values, faults: fields } = checkCreation(policy, object, sent);
  if (fields.length > 0) throw new DomainError('request.invalid', { fields });
  return values;
}

/** A change, checked against the object as it is described now. Throws `request.invalid`. */
export function checkedChange(
  policy: Policy,
  object: ObjectDefinition,
  sent: RecordPatch,
): RecordPatch {
  const { values, faults } = checkValues(seenBy(policy, object), sent, 'change');
  if (faults.length > 0) throw new DomainError('request.invalid', { fields: faults });
  return values;
}
