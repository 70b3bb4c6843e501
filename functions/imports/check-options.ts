import { DomainError } from '#shared/errors/domain-error';
import type { ImportOptions } from '#shared/imports/import-options';
import { naturalKeys } from '#shared/imports/rows/match-key';
import type { ObjectDefinition } from '#shared/objects/define-object';

/** Throws `request.invalid` where records of the object cannot be told apart by what to match by. */
export function checkOptions(object: ObjectDefinition, { matchBy }: ImportOptions): void {
  if (matchBy === undefined || object.fields[matchBy]?.unique) return;
  const natural: readonly string[] = naturalKeys[object.name] ?? [];
  if (natural.includes(matchBy)) return;
  const known = ['a field whose values are unique', ...natural].join(', ');
  throw new DomainError('request.invalid', {
    fields: [{ field: 'options.matchBy', message: `Name one of: ${known}.` }],
  });
}
