import type { SettingsStore } from '#shared/definitions/settings-store';
import type { FieldFault } from '#shared/errors/codes';
import { DomainError } from '#shared/errors/domain-error';
import {
  addedField,
  type ConversionRule,
  conversionRules,
  convertedInto,
  fits,
} from '#shared/objects/conversion';
import type { Definitions } from '#shared/objects/definitions';
import { described, type ObjectSettings } from '#shared/objects/object-settings';
import { objects } from '#shared/objects/objects';
import type { ConversionRules } from './conversion-schemas.ts';
import { keepSettings } from './keep-settings.ts';
import type { Administrator, SettingsDependencies } from './settings-dependencies.ts';

/** Where added fields of leads go, and the version of the leads' settings. */
export interface KeptConversion {
  readonly rules: readonly ConversionRule[];
  readonly version: number;
}

interface SettingsNow {
  readonly lead: ObjectSettings;
  readonly definitions: Definitions;
}

async function settingsNow(settings: Pick<SettingsStore, 'find'>): Promise<SettingsNow> {
  const [lead, ...targets] = await Promise.all([
    settings.find('lead'),
    ...convertedInto.map((name) => settings.find(name)),
  ]);
  const found = new Map([lead, ...targets].map((each) => [each.object, each]));
  return {
    lead,
    definitions: {
      current: (name) => {
        const own = found.get(name);
        return own ? described(objects[name], own) : objects[name];
      },
    },
  };
}

/** Where the added fields of leads go now. */
export async function readLeadConversion({
  settings,
}: SettingsDependencies): Promise<KeptConversion> {
  const { lead, definitions } = await settingsNow(settings);
  return { rules: conversionRules(definitions), version: lead.version };
}

/**
 * Says where the added fields of leads go, in place of what was said before. Throws `request.invalid` for
 * fields that there are not or that cannot take the values, `record.version_conflict`, `settings.too_large`.
 */
export async function changeLeadConversion(
  dependencies: SettingsDependencies,
  administrator: Administrator,
  input: { readonly version: string; readonly rules: ConversionRules },
): Promise<KeptConversion> {
  const { lead, definitions } = await settingsNow(dependencies.settings);
  if (String(lead.version) !== input.version) throw new DomainError('record.version_conflict');
  const fields = faultsIn(definitions, input.rules);
  if (fields.length > 0) throw new DomainError('request.invalid', { fields });
  const conversion = Object.fromEntries(input.rules.map(({ field, targets }) => [field, targets]));
  const after = { ...lead, conversion, version: lead.version + 1 };
  await keepSettings(dependencies, administrator, after, {
    name: 'settings.conversion_changed',
    fields: input.rules.map(({ field }) => field),
  });
  const changed: Definitions = {
    current: (name) =>
      name === 'lead' ? described(objects.lead, after) : definitions.current(name),
  };
  return { rules: conversionRules(changed), version: after.version };
}

function faultsIn(definitions: Definitions, rules: ConversionRules): FieldFault[] {
  const taken = new Set<string>();
  return rules.flatMap(({ field, targets }, index): FieldFault[] => {
    const from = addedField(definitions, 'lead', field);
    if (!from)
      return [{ field: `fields.${index}.field`, message: 'Leads have no such added field.' }];
    return targets.flatMap((target, at): FieldFault[] => {
      const path = `fields.${index}.targets.${at}`;
      const to = addedField(definitions, target.object, target.field);
      const place = `${target.object}.${target.field}`;
      if (!to) return [{ field: path, message: 'There is no such added field.' }];
      if (!fits(from, to))
        return [{ field: path, message: 'It has another kind, or is less sensitive.' }];
      if (taken.has(place)) return [{ field: path, message: 'Another field goes there already.' }];
      taken.add(place);
      return [];
    });
  });
}
