import { DomainError } from '#shared/errors/domain-error';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { RecordId } from '#shared/objects/record-id';
import { type Caller, type Policy, policyFor } from '#shared/permissions/policy';
import { factsOf } from '#shared/records/field-rules';
import type { BinnedRecord } from '#shared/records/record-item';
import { type LoadedRecord, loadRecord } from './load-record.ts';
import type { RecordDependencies } from './record-dependencies.ts';

/**
 * The record, if the caller may read it. Throws `request.not_found`; for a record that was merged away
 * it names the one that it was merged into.
 */
export async function getRecord(
  dependencies: Pick<RecordDependencies, 'store' | 'shares'>,
  caller: Caller,
  object: ObjectDefinition,
  id: string,
): Promise<LoadedRecord> {
  try {
    return await loadRecord(dependencies, caller, 'read', object, id);
  } catch (error) {
    const isMissing = error instanceof DomainError && error.code === 'request.not_found';
    if (!isMissing || !RecordId.safeParse(id).success) throw error;
    const policy = policyFor(caller);
    const binned = await dependencies.store.getBinned(object, id);
    const isSeen = binned && policy.can('read', object.name, factsOf(binned.record));
    const mergedInto = isSeen && (await winnerOf(dependencies, policy, object, binned));
    if (!mergedInto) throw error;
    throw new DomainError('request.not_found', {
      detail: 'This record was merged into another.',
      mergedInto,
    });
  }
}

/** The record that one in the bin was merged into, if the caller may read it. */
export async function winnerOf(
  { store }: Pick<RecordDependencies, 'store'>,
  policy: Policy,
  object: ObjectDefinition,
  { mergedInto }: BinnedRecord,
): Promise<string | undefined> {
  const winner = mergedInto === undefined ? undefined : await store.get(object, mergedInto);
  return winner && policy.can('read', object.name, factsOf(winner)) ? winner.id : undefined;
}
