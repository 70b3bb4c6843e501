import * as z from 'zod';
import type { ItemKey } from '#shared/data/batch-get';
import { BusinessHours, Calendar } from '#shared/objects/business-hours';
import { ConversionMapping } from '#shared/objects/conversion';
import { CustomField } from '#shared/objects/custom-field';
import { type ObjectName, objectNames } from '#shared/objects/names';
import type { ObjectSettings } from '#shared/objects/object-settings';
import { Pipeline } from '#shared/objects/pipelines';
import { ServiceLevels } from '#shared/objects/service-levels';

export function settingsKey(object: ObjectName): ItemKey {
  return { pk: `object#${object}`, sk: 'settings' };
}

const StoredSettings = z.object({
  schemaVersion: z.literal(1),
  object: z.enum(objectNames),
  version: z.int(),
  fields: z.array(CustomField),
  pipelines: z.array(Pipeline).optional(),
  serviceLevels: ServiceLevels.optional(),
  calendars: z.array(Calendar).optional(),
  /** Written while there was one calendar for everybody. */
  businessHours: BusinessHours.optional(),
  conversion: ConversionMapping.optional(),
});

/** The one calendar of before under the code by which its service levels name it. */
function onlyCalendar(hours: BusinessHours): Calendar {
  return { code: 'business-hours', labels: { en: 'Business hours', zh: '工作时间' }, ...hours };
}

/** DynamoDB takes items of 400 KB; what is left is for keys and attribute names. */
export const largestSettings = 350_000;

export function toSettingsItem(settings: ObjectSettings): Record<string, unknown> {
  return { ...settingsKey(settings.object), schemaVersion: 1, ...settings };
}

export function fromSettingsItem(item: unknown): ObjectSettings | undefined {
  if (item === undefined) return undefined;
  const { schemaVersion: _, businessHours, ...settings } = StoredSettings.parse(item);
  return businessHours ? { calendars: [onlyCalendar(businessHours)], ...settings } : settings;
}
