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

/** How often a record that others change meanwhile is tried again. */
const attempts = 5;

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
  const { merges, clock, queue } = dependencies;
  const back = new Set<string>();
  for (const { id } of merge.losers) {
    if (await reopened(dependencies, object, id)) back.add(id);
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

/** Lets a record be referred to again, in whatever version it is by now; false if it is gone. */
async function reopened(
  { store, merges }: MergeDependencies,
  object: ObjectDefinition,
  id: string,
): Promise<boolean> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const current = await store.get(object, id);
    if (!current) return false;
    if (await merges.reopen(object, current)) return true;
  }
  throw new DomainError('service.unavailable', { retryAfter: 1 });
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
