import { moveMembers } from '#shared/campaigns/move-members';
import { DomainError } from '#shared/errors/domain-error';
import type { Merge } from '#shared/merges/merge';
import type { Relation } from '#shared/merges/merge-store';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { type Caller, policyFor } from '#shared/permissions/policy';
import type { StoredRecord } from '#shared/records/record';
import { loadRecord } from '../records/load-record.ts';
import { refusedWrite } from '../records/refused-write.ts';
import { cancelMerge } from './cancel-merge.ts';
import { loadWinner } from './load-winner.ts';
import type { MayGoOn, MergeDependencies } from './merge-dependencies.ts';
import { originOf } from './merge-origin.ts';
import { movesOf, patchForward, relink } from './move-relations.ts';
import { planMerge } from './plan-merge.ts';

export interface MergeResult {
  /** The winner as it is now. */
  readonly record: StoredRecord;
  readonly merge: Merge;
}

/**
 * Takes a merge that is `moving` further, to its end if there is time: relations and members
 * first, then the records themselves in one transaction. Done again or twice at once it ends the same. What cannot be
 * merged goes back; throws why.
 */
export async function advanceMerge(
  dependencies: MergeDependencies,
  caller: Caller,
  object: ObjectDefinition,
  merge: Merge,
  mayGoOn: MayGoOn,
): Promise<MergeResult> {
  try {
    if (
      !(await moveRelations(dependencies, object, merge, mayGoOn)) ||
      !(await moveCampaigns(dependencies, merge, mayGoOn))
    )
      return { record: await loadWinner(dependencies, caller, object, merge.winnerId), merge };
    return await settleMerge(dependencies, caller, object, merge);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code.startsWith('service.')) throw error;
    return resultDespite(dependencies, caller, object, merge, error);
  }
}

/** The same merge may have been ended by a twin; otherwise everything goes back. */
async function resultDespite(
  dependencies: MergeDependencies,
  caller: Caller,
  object: ObjectDefinition,
  { winnerId, id: mergeId }: Merge,
  error: DomainError,
): Promise<MergeResult> {
  const now = await dependencies.merges.find({ object: object.name, winnerId, mergeId });
  if (now?.state === 'merged')
    return { record: await loadWinner(dependencies, caller, object, winnerId), merge: now };
  if (now?.state === 'moving') await cancelMerge(dependencies, caller.userId, object, now);
  throw error;
}

async function settleMerge(
  dependencies: MergeDependencies,
  caller: Caller,
  object: ObjectDefinition,
  merge: Merge,
): Promise<MergeResult> {
  const { store, merges } = dependencies;
  const winner = await loadWinner(dependencies, caller, object, merge.winnerId);
  const losers = await loadLosers(dependencies, caller, object, merge);
  const { writes, record, values } = await planMerge(
    dependencies,
    caller,
    object,
    merge,
    winner,
    losers,
  );
  const moved = await merges.countMoves(merge);
  const settled: Merge = { ...merge, state: 'merged', moved, values };
  const outcome = await merges.settle(writes, settled, 'moving');
  if (outcome.kind === 'committed') return { record, merge: settled };
  if (outcome.kind === 'version_conflict') throw new DomainError('record.version_conflict');
  throw await refusedWrite(store, policyFor(caller), object, outcome);
}

/** The others in the versions that were named. Throws `record.version_conflict`. */
export async function loadLosers(
  dependencies: MergeDependencies,
  caller: Caller,
  object: ObjectDefinition,
  { losers }: Pick<Merge, 'losers'>,
): Promise<StoredRecord[]> {
  const loaded = await Promise.all(
    losers.map(({ id }) => loadRecord(dependencies, caller, 'delete', object, id)),
  );
  const records = loaded.map(({ record }) => record);
  if (records.some(({ version }, place) => version !== losers[place]?.version))
    throw new DomainError('record.version_conflict');
  return records;
}

async function relationsOf(
  { merges }: MergeDependencies,
  object: ObjectDefinition,
  { losers, winnerId }: Merge,
): Promise<Relation[]> {
  const merged = new Set([winnerId, ...losers.map(({ id }) => id)]);
  const each = await Promise.all(losers.map(({ id }) => merges.relationsOf(object, id)));
  const others = each
    .flat()
    .filter((relation) => relation.object !== object.name || !merged.has(relation.recordId));
  return [
    ...new Map(
      others.map((relation) => [`${relation.object}#${relation.recordId}`, relation]),
    ).values(),
  ];
}

/** Moves the members of campaigns that are merged away; false if time ran out. */
async function moveCampaigns(
  dependencies: MergeDependencies,
  merge: Merge,
  mayGoOn: MayGoOn,
): Promise<boolean> {
  if (merge.object !== 'campaign') return true;
  const origin = originOf(merge.by, merge.at, merge);
  for (const { id: from } of merge.losers) {
    const campaigns = { from, to: merge.winnerId };
    if (!(await moveMembers(dependencies, origin, campaigns, mayGoOn))) return false;
  }
  return true;
}

/** Moves whatever points at the losers, after closing them; false if time ran out before all was moved. */
async function moveRelations(
  dependencies: MergeDependencies,
  object: ObjectDefinition,
  merge: Merge,
  mayGoOn: MayGoOn,
): Promise<boolean> {
  const { merges, definitions } = dependencies;
  for (const loser of merge.losers)
    if (!(await merges.close(object, loser))) throw new DomainError('record.version_conflict');
  const origin = originOf(merge.by, merge.at, merge);
  for (;;) {
    const waiting = await relationsOf(dependencies, object, merge);
    if (waiting.length === 0) return true;
    let moved = 0;
    for (const relation of waiting) {
      if (!mayGoOn()) return false;
      await relink(dependencies, origin, relation, (record) => {
        const moves = movesOf(definitions.current(relation.object), record, merge);
        return {
          patch: patchForward(record, merge, moves),
          write: (write) => {
            moved += 1;
            return merges.move(write, merge, moves);
          },
        };
      });
    }
    // What points at a loser and cannot be moved would keep this going for ever.
    if (moved === 0) throw new DomainError('service.unavailable', { retryAfter: 1 });
  }
}
