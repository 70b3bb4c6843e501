import { DomainError } from '#shared/errors/domain-error';
import type { CustomField } from '#shared/objects/custom-field';
import type { FieldPatch } from './field-schemas.ts';
import { findField, type KeptField, keepField } from './keep-field.ts';
import type { Administrator, SettingsDependencies } from './settings-dependencies.ts';

export interface ChangeFieldInput {
  readonly fieldId: string;
  readonly version: string;
  readonly change: FieldPatch;
}

/**
 * Changes what people read, what is asked of values and who may see them; key, kind, uniqueness and
 * search stay, since records are stored and indexed by them. Choices that are left out are retired.
 * Throws `request.not_found`, `record.version_conflict` and what `keepField` throws.
 */
export async function changeCustomField(
  dependencies: SettingsDependencies,
  administrator: Administrator,
  { fieldId, version, change }: ChangeFieldInput,
): Promise<KeptField> {
  const { field, before } = await findField(dependencies.settings, fieldId);
  if (String(before.version) !== version) throw new DomainError('record.version_conflict');
  if ((change.maxLength ?? Infinity) < (field.maxLength ?? 200) && field.kind === 'text')
    throw new DomainError('request.invalid', {
      fields: [{ field: 'maxLength', message: 'Records may be filled to the old length.' }],
    });
  const changed = patchedField(field, change);
  return keepField(dependencies, administrator, before, changed, 'settings.field_changed');
}

function patchedField(field: CustomField, { choices, ...change }: FieldPatch): CustomField {
  const named = { ...field, ...change };
  const { help, sensitivity, aliases, minimum, maximum, ...rest } = named;
  const kept = (field.choices ?? []).filter(
    ({ code }) => !choices?.some((choice) => choice.code === code),
  );
  return {
    ...rest,
    labels: change.labels ?? field.labels,
    required: change.required ?? field.required,
    ...(help ? { help } : {}),
    ...(sensitivity ? { sensitivity } : {}),
    ...(aliases ? { aliases } : {}),
    ...(minimum == null ? {} : { minimum }),
    ...(maximum == null ? {} : { maximum }),
    ...(choices
      ? { choices: [...choices, ...kept.map((choice) => ({ ...choice, retired: true }))] }
      : {}),
  };
}
