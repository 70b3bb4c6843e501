import { DomainError } from '#shared/errors/domain-error';
import type { Calendar } from '#shared/objects/business-hours';
import type { ServiceLevels } from '#shared/objects/service-levels';
import { type KeptSettings, keepSettings } from './keep-settings.ts';
import type { Administrator, SettingsDependencies } from './settings-dependencies.ts';

export interface ChangeServiceLevelsInput {
  readonly version: string;
  readonly serviceLevels: ServiceLevels;
  /** What levels count in that do not count day and night. */
  readonly calendars: readonly Calendar[];
}

/**
 * Changes how soon tickets have to be answered and resolved, and the business hours in which that is
 * counted. New tickets have it at once, open ones from their next change on. Throws `record.version_conflict`.
 */
export async function changeServiceLevels(
  dependencies: SettingsDependencies,
  administrator: Administrator,
  { version, serviceLevels, calendars }: ChangeServiceLevelsInput,
): Promise<KeptSettings> {
  const before = await dependencies.settings.find('ticket');
  if (String(before.version) !== version) throw new DomainError('record.version_conflict');
  const after = { ...before, serviceLevels, calendars, version: before.version + 1 };
  return keepSettings(dependencies, administrator, after, {
    name: 'settings.service_levels_changed',
    fields: ['priority'],
  });
}
