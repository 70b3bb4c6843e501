import { largestSettings } from '#shared/definitions/settings-item';
import type { SettingsEvent } from '#shared/definitions/settings-store';
import { DomainError } from '#shared/errors/domain-error';
import type { ObjectSettings } from '#shared/objects/object-settings';
import type { Administrator, SettingsDependencies } from './settings-dependencies.ts';

export type KeptSettings = ObjectSettings;

/**
 * Writes an object's settings with who changed them. Throws `settings.too_large` and
 * `record.version_conflict`.
 */
export async function keepSettings(
  { settings }: SettingsDependencies,
  { principal, origin }: Administrator,
  after: ObjectSettings,
  event: Pick<SettingsEvent, 'name' | 'fields'>,
): Promise<KeptSettings> {
  if (Buffer.byteLength(JSON.stringify(after)) > largestSettings)
    throw new DomainError('settings.too_large');
  await settings.change(after, { ...event, byUserId: principal.userId, origin });
  return after;
}
