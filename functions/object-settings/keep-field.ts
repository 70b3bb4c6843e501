import type { SettingsEventName } from '#shared/auth/security-event';
import type { SettingsStore } from '#shared/definitions/settings-store';
import { DomainError } from '#shared/errors/domain-error';
import type { CustomField } from '#shared/objects/custom-field';
import { type ObjectName, objectNames } from '#shared/objects/names';
import { described, type ObjectSettings } from '#shared/objects/object-settings';
import { objects } from '#shared/objects/objects';
import { faultsOfField, takenLabel } from './field-faults.ts';
import { keepSettings } from './keep-settings.ts';
import type { Administrator, SettingsDependencies } from './settings-dependencies.ts';

/** A field of an object and the version of the object's settings. */
export interface KeptField {
  readonly object: ObjectName;
  readonly field: CustomField;
  readonly version: number;
}

/** The object of this name; throws `request.not_found`. */
export function knownObject(name: string): ObjectName {
  const known = objectNames.find((each) => each === name);
  if (!known) throw new DomainError('request.not_found');
  return known;
}

/** Names a field of an object in addresses. */
export function fieldIdOf(object: ObjectName, key: string): string {
  return `${object}~${key}`;
}

/** A field, retired or not, with the settings that have it. Throws `request.not_found`. */
export async function findField(
  settings: Pick<SettingsStore, 'find'>,
  fieldId: string,
): Promise<KeptField & { readonly before: ObjectSettings }> {
  const [name = '', key] = fieldId.split('~');
  const object = knownObject(name);
  const before = await settings.find(object);
  const field = before.fields.find((each) => each.key === key);
  if (!field || fieldIdOf(object, field.key) !== fieldId)
    throw new DomainError('request.not_found');
  return { object, field, version: before.version, before };
}

/**
 * Puts a field into an object's settings, in the place of the one that has its key. Throws
 * `request.invalid` for what does not go together, `field.label_taken`, `settings.too_large` and
 * `record.version_conflict`.
 */
export async function keepField(
  dependencies: SettingsDependencies,
  administrator: Administrator,
  before: ObjectSettings,
  field: CustomField,
  name: SettingsEventName,
): Promise<KeptField> {
  const faults = faultsOfField(field);
  if (faults.length > 0) throw new DomainError('request.invalid', { fields: faults });
  const taken = field.retired
    ? undefined
    : takenLabel(described(objects[before.object], before), field);
  if (taken !== undefined)
    throw new DomainError('field.label_taken', { detail: `Choose another label than “${taken}”.` });
  const isNew = before.fields.every(({ key }) => key !== field.key);
  const fields = isNew
    ? [...before.fields, field]
    : before.fields.map((each) => (each.key === field.key ? field : each));
  const after = { ...before, fields, version: before.version + 1 };
  await keepSettings(dependencies, administrator, after, { name, fields: [field.key] });
  return { object: before.object, field, version: after.version };
}
