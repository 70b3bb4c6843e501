import { DomainError } from '#shared/errors/domain-error';
import type { ImportOptions } from '#shared/imports/import-options';
import type { ObjectName } from '#shared/objects/names';
import { objects } from '#shared/objects/objects';

/** Throws `request.invalid` where the field to match by is none that only one record may hold. */
export function checkOptions(object: ObjectName, { matchBy }: ImportOptions): void {
  if (matchBy === undefined || objects[object].fields[matchBy]?.unique) return;
  throw new DomainError('request.invalid', {
    fields: [{ field: 'options.matchBy', message: 'Name a field whose values are unique.' }],
  });
}
