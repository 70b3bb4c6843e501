import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import type { SavedMapping } from '#shared/imports/mapping/saved-mapping';
import { objects } from '#shared/objects/objects';
import { policyFor } from '#shared/permissions/policy';
import { checkOptions } from './check-options.ts';
import type { ImportDependencies } from './import-dependencies.ts';

type Mappings = Pick<ImportDependencies, 'mappings'>;

/** The saved mappings for objects that the principal may import, by name. */
export async function listImportMappings(
  { mappings }: Mappings,
  principal: Principal,
): Promise<readonly SavedMapping[]> {
  const policy = policyFor(principal);
  return (await mappings.list()).filter(({ object }) => policy.can('import', object));
}

/**
 * Keeps a mapping under a name: files under `inbox/<name>/` and with the same header use it from then
 * on. Throws `request.forbidden` for objects or fields that the principal may not import, and for
 * names of objects, which are folders already; `request.invalid` for unknown fields.
 */
export async function saveImportMapping(
  { mappings, definitions, clock }: Mappings & Pick<ImportDependencies, 'clock' | 'definitions'>,
  principal: Principal,
  input: Omit<SavedMapping, 'savedAt' | 'savedBy'>,
): Promise<SavedMapping> {
  const { name, object, columns, options } = input;
  const policy = policyFor(principal);
  if (!policy.can('import', object)) throw new DomainError('request.forbidden');
  const described = definitions.current(object);
  const isFolder = Object.values(objects).some(({ plural }) => plural === name.toLowerCase());
  const faults = [
    ...(isFolder ? [{ field: 'name', message: 'This is the folder of an object already.' }] : []),
    ...columns.flatMap(({ use }, at) =>
      use.kind === 'field' &&
      !(Object.hasOwn(described.fields, use.field) && policy.canField('import', object, use.field))
        ? [{ field: `columns.${at}.use.field`, message: 'You may not import this field.' }]
        : [],
    ),
  ];
  if (faults.length > 0) throw new DomainError('request.invalid', { fields: faults });
  checkOptions(described, options);
  const mapping = {
    ...input,
    savedAt: clock.now().toISOString(),
    savedBy: principal.userId,
  };
  await mappings.put(mapping);
  return mapping;
}

/** Forgets a mapping; one that is not there is forgotten already. Throws `request.not_found`. */
export async function deleteImportMapping(
  { mappings }: Mappings,
  principal: Principal,
  name: string,
): Promise<void> {
  const known = await mappings.find(name);
  if (!known || !policyFor(principal).can('import', known.object))
    throw new DomainError('request.not_found');
  await mappings.remove(name);
}
