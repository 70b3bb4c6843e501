import { DomainError } from '#shared/errors/domain-error';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { Caller } from '#shared/permissions/policy';
import type { StoredRecord } from '#shared/records/record';
import { loadRecord } from '../records/load-record.ts';
import type { MergeDependencies } from './merge-dependencies.ts';

/**
 * The record that others are merged into, which the caller may update by their role: a share lends one
 * record, and a merge is about several. Throws `request.not_found`, `request.forbidden`.
 */
export async function loadWinner(
  dependencies: MergeDependencies,
  caller: Caller,
  object: ObjectDefinition,
  id: string,
): Promise<StoredRecord> {
  const { record, share } = await loadRecord(dependencies, caller, 'update', object, id);
  if (share)
    throw new DomainError('request.forbidden', { detail: 'A share does not permit this.' });
  return record;
}
