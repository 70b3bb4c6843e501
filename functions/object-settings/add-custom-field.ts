import { isMatched, matchedObjects } from '#shared/duplicates/match-rules';
import { DomainError } from '#shared/errors/domain-error';
import type { CustomField } from '#shared/objects/custom-field';
import type { ObjectSettings } from '#shared/objects/object-settings';
import type { NewField } from './field-schemas.ts';
import { type KeptField, keepField } from './keep-field.ts';
import type { Administrator, SettingsDependencies } from './settings-dependencies.ts';

/** Fields of an object that people see, and those with the retired ones. */
const mostFields = 100;
const mostWithRetired = 200;

/** Throws `field.too_many` where another field would be one too many. */
export function refuseTooMany({ fields }: ObjectSettings): void {
  const active = fields.filter(({ retired }) => !retired).length;
  if (active >= mostFields)
    throw new DomainError('field.too_many', { detail: `An object can have ${mostFields} fields.` });
}

/**
 * Adds a field to an object, from everybody's next request on. Throws
 * `field.exists`, also for the key of a retired one, `field.too_many`, and what `keepField` throws.
 */
export async function addCustomField(
  dependencies: SettingsDependencies,
  administrator: Administrator,
  {
    object,
    required = false,
    unique = false,
    searchable = false,
    matching = false,
    ...input
  }: NewField,
): Promise<KeptField> {
  const before = await dependencies.settings.find(object);
  if (before.fields.some(({ key }) => key === input.key)) throw new DomainError('field.exists');
  refuseTooMany(before);
  if (before.fields.length >= mostWithRetired)
    throw new DomainError('field.too_many', {
      detail: `With retired ones an object can have ${mostWithRetired} fields; restore one of them.`,
    });
  if (matching && !isMatched(object))
    throw new DomainError('request.invalid', {
      fields: [
        {
          field: 'matching',
          message: `Duplicates are looked for among ${matchedObjects.join(', ')}.`,
        },
      ],
    });
  const flags = { required, unique, searchable, matching, retired: false };
  const field: CustomField = { ...input, ...flags };
  return keepField(dependencies, administrator, before, field, 'settings.field_added');
}
