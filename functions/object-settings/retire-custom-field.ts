import { refuseTooMany } from './add-custom-field.ts';
import { findField, type KeptField, keepField } from './keep-field.ts';
import type { Administrator, SettingsDependencies } from './settings-dependencies.ts';

/**
 * Takes a field out of forms, lists and files. Its values and their uniqueness are kept, so that it can be
 * restored. One that is retired is answered as it is. Throws `request.not_found`.
 */
export async function retireCustomField(
  dependencies: SettingsDependencies,
  administrator: Administrator,
  fieldId: string,
): Promise<KeptField> {
  const { before, ...kept } = await findField(dependencies.settings, fieldId);
  if (kept.field.retired) return kept;
  const retired = { ...kept.field, retired: true };
  return keepField(dependencies, administrator, before, retired, 'settings.field_retired');
}

/**
 * Brings a retired field back with the values that records kept. One that is there is answered as it is.
 * Throws `request.not_found`, `field.too_many`, and `field.label_taken` where another one has its label by now.
 */
export async function restoreCustomField(
  dependencies: SettingsDependencies,
  administrator: Administrator,
  fieldId: string,
): Promise<KeptField> {
  const { before, ...kept } = await findField(dependencies.settings, fieldId);
  if (!kept.field.retired) return kept;
  refuseTooMany(before);
  const restored = { ...kept.field, retired: false };
  return keepField(dependencies, administrator, before, restored, 'settings.field_restored');
}
