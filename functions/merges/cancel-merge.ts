import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { Merge } from './merge.ts';
import type { MergeDependencies } from './merge-dependencies.ts';
import { originOf } from './merge-origin.ts';
import { moveBack } from './move-relations.ts';

/**
 * Takes back a merge that has not been settled: relations return, and the others can be referred to
 * again. Throws `record.version_conflict` if it was settled meanwhile.
 */
export async function cancelMerge(
  dependencies: MergeDependencies,
  principal: Principal,
  object: ObjectDefinition,
  merge: Merge,
): Promise<Merge> {
  const undoing: Merge = { ...merge, state: 'undoing' };
  if (!(await dependencies.merges.save(undoing, 'moving')))
    throw new DomainError('record.version_conflict');
  return finishUndo(dependencies, principal, object, undoing);
}

/** The last part of every undo, which may be done again: relations return as far as nobody changed them. */
export async function finishUndo(
  dependencies: MergeDependencies,
  principal: Principal,
  object: ObjectDefinition,
  merge: Merge,
): Promise<Merge> {
  const { store, merges, clock } = dependencies;
  const back = new Set<string>();
  for (const { id } of merge.losers) {
    const current = await store.get(object, id);
    if (!current) continue;
    await merges.reopen(object, current);
    back.add(id);
  }
  const origin = originOf(principal.userId, clock.now().toISOString(), merge);
  const moves = merge.moves.filter(({ from }) => back.has(from));
  const conflicts = await moveBack(dependencies, origin, { ...merge, moves });
  const undone: Merge = {
    ...merge,
    state: 'undone',
    conflicts: [...merge.conflicts, ...conflicts],
  };
  await merges.save(undone, 'undoing');
  return undone;
}
