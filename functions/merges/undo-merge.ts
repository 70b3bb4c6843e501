import { isDeepStrictEqual } from 'node:util';
import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import type { Merge, MergeConflict } from '#shared/merges/merge';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { FieldValue } from '#shared/objects/field';
import { policyFor } from '#shared/permissions/policy';
import { restorationOf, updateOf } from '#shared/records/changes';
import { factsOf } from '#shared/records/field-rules';
import type { StoredRecord } from '#shared/records/record';
import type { BinWrite, Write } from '#shared/records/record-store';
import { teamOfOwner } from '../records/check-references.ts';
import { refusedWrite } from '../records/refused-write.ts';
import { stateConflict } from '../records/state-conflict.ts';
import { cancelMerge, finishUndo } from './cancel-merge.ts';
import { loadWinner } from './load-winner.ts';
import { type MergeDependencies, messageOf, requestBudget } from './merge-dependencies.ts';
import { originOf } from './merge-origin.ts';
import { watchAfter } from './merge-records.ts';

export interface UndoMergeInput {
  readonly object: ObjectDefinition;
  readonly winnerId: string;
}

/**
 * Undoes the last merge into a record that can still be undone: the others come back, the fields that
 * were filled are as before and relations return, except what somebody has changed since, which is
 * listed. Throws `request.not_found`, `request.forbidden`, `record.state_conflict` where nothing can be
 * undone, `record.version_conflict`, `record.duplicate`, `record.reference_missing`.
 */
export async function undoMerge(
  dependencies: MergeDependencies,
  principal: Principal,
  { object, winnerId }: UndoMergeInput,
): Promise<{ readonly record: StoredRecord; readonly merge: Merge }> {
  const { merges, clock } = dependencies;
  const winner = await loadWinner(dependencies, principal, object, winnerId);
  if (!policyFor(principal).can('delete', object.name)) throw new DomainError('request.forbidden');
  const now = clock.now().toISOString();
  const last = (await merges.list(object, winner.id)).find(
    ({ state, undoUntil }) => state !== 'undone' && undoUntil > now,
  );
  if (!last) throw stateConflict('There is no merge into this record that could be undone.');
  const binned = await losersOf(dependencies, principal, object, last);
  const merge = await undone(dependencies, principal, object, winner, last, binned);
  return { record: await loadWinner(dependencies, principal, object, winnerId), merge };
}

async function losersOf(
  { store }: MergeDependencies,
  principal: Principal,
  object: ObjectDefinition,
  { losers }: Merge,
): Promise<StoredRecord[]> {
  const policy = policyFor(principal);
  const found = await Promise.all(
    losers.map(async ({ id }) => {
      const binned = await store.getBinned(object, id);
      return { binned: binned?.record, record: binned?.record ?? (await store.get(object, id)) };
    }),
  );
  for (const { record } of found)
    if (record && !policy.can('delete', object.name, factsOf(record)))
      throw new DomainError('request.forbidden');
  return found.flatMap(({ binned }) => binned ?? []);
}

async function undone(
  dependencies: MergeDependencies,
  principal: Principal,
  object: ObjectDefinition,
  winner: StoredRecord,
  merge: Merge,
  binned: readonly StoredRecord[],
): Promise<Merge> {
  if (merge.state === 'moving') return cancelMerge(dependencies, principal.userId, object, merge);
  if (merge.state === 'undoing') return finishUndo(dependencies, object, merge, requestBudget());

  const { store, merges, clock, ids, queue } = dependencies;
  const origin = originOf(principal.userId, clock.now().toISOString(), merge);
  const { patch, conflicts } = revert(object, winner, merge);
  const ownerId = patch['ownerId'];
  const teamId =
    typeof ownerId === 'string'
      ? await teamOfOwner(dependencies, principal, ownerId)
      : ownerId === null
        ? undefined
        : winner.teamId;
  const update = updateOf(ids, origin, object, winner, patch, teamId);
  const writes: (Write | BinWrite)[] = [
    ...(update ? [{ kind: 'update', object, before: winner, ...update } as const] : []),
    ...binned.map((record): BinWrite => {
      return { kind: 'restore', object, creation: restorationOf(ids, origin, record) };
    }),
  ];
  // A loser that somebody has taken out of the bin, or that is gone for good, cannot be brought back.
  const missing = merge.losers.flatMap(({ id }): MergeConflict[] =>
    binned.some((record) => record.id === id) ? [] : [{ object: object.name, recordId: id }],
  );
  const undoing: Merge = {
    ...merge,
    state: 'undoing',
    undoneBy: principal.userId,
    conflicts: [...conflicts, ...missing],
  };
  await queue.send(messageOf(merge), watchAfter);
  const outcome = await merges.settle(writes, undoing, 'merged');
  if (outcome.kind === 'committed')
    return finishUndo(dependencies, object, undoing, requestBudget());
  if (outcome.kind === 'version_conflict') throw new DomainError('record.version_conflict');
  throw await refusedWrite(store, policyFor(principal), object, outcome);
}

/** The winner's fields as they were, and those that somebody has changed since the merge. */
function revert(object: ObjectDefinition, winner: StoredRecord, { values }: Merge) {
  const patch: Record<string, FieldValue | null> = {};
  const conflicts: MergeConflict[] = [];
  for (const [field, { from, to }] of Object.entries(values))
    if (isDeepStrictEqual(winner.values[field], to)) patch[field] = from ?? null;
    else if (!isDeepStrictEqual(winner.values[field], from))
      conflicts.push({ object: object.name, recordId: winner.id, field });
  return { patch, conflicts };
}
