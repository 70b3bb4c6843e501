import { returnMembers } from '#shared/campaigns/move-members';
import { DomainError } from '#shared/errors/domain-error';
import type { Merge } from '#shared/merges/merge';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { Origin } from '#shared/records/record';
import {
  type MayGoOn,
  type MergeDependencies,
  messageOf,
  requestBudget,
} from './merge-dependencies.ts';
import { originOf } from './merge-origin.ts';
import { moveBack } from './move-relations.ts';

/**
 * Takes back a merge that has not been settled: relations return, and the others can be referred to
 * again. Throws `record.version_conflict` if it was settled meanwhile.
 */
export async function cancelMerge(
  dependencies: MergeDependencies,
  userId: string,
  object: ObjectDefinition,
  merge: Merge,
): Promise<Merge> {
  if (!(await dependencies.merges.turn(merge, 'moving', 'undoing', userId)))
    throw new DomainError('record.version_conflict');
  const undoing: Merge = { ...merge, state: 'undoing', undoneBy: userId };
  return finishUndo(dependencies, object, undoing, requestBudget());
}

/**
 * The last part of every undo: relations return as far as nobody changed them. What there is no time
 * for waits in the queue; doing it again, or twice at once, ends the same.
 */
export async function finishUndo(
  dependencies: MergeDependencies,
  object: ObjectDefinition,
  merge: Merge,
  mayGoOn: MayGoOn,
): Promise<Merge> {
  const { store, merges, clock, queue } = dependencies;
  const back = new Set<string>();
  for (const { id } of merge.losers) {
    const current = await store.get(object, id);
    if (!current) continue;
    await merges.reopen(object, current);
    back.add(id);
  }
  const by = merge.undoneBy ?? merge.by;
  const origin = originOf(by, clock.now().toISOString(), merge);
  const isBack =
    (await moveBack(dependencies, origin, merge, back, mayGoOn)) &&
    (await membersBack(dependencies, origin, merge, back, mayGoOn));
  if (isBack) await merges.turn(merge, 'undoing', 'undone');
  else await queue.send(messageOf(merge));
  return (await merges.find(messageOf(merge))) ?? merge;
}

/** The members of campaigns that are back return to them; false if time ran out. */
async function membersBack(
  dependencies: MergeDependencies,
  origin: Origin,
  { object, winnerId: to }: Merge,
  back: ReadonlySet<string>,
  mayGoOn: MayGoOn,
): Promise<boolean> {
  if (object !== 'campaign') return true;
  for (const from of back)
    if (!(await returnMembers(dependencies, origin, { from, to }, mayGoOn))) return false;
  return true;
}
