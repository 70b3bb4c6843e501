import { DomainError } from '#shared/errors/domain-error';
import type { Starters } from '#shared/imports/system-principal';
import type { MergeMessage } from '#shared/merges/merge';
import { advanceMerge } from '../merges/advance-merge.ts';
import { cancelMerge, finishUndo } from '../merges/cancel-merge.ts';
import type { MayGoOn, MergeDependencies } from '../merges/merge-dependencies.ts';

/** What has become of a merge; `unfinished` ones are in the queue again. */
export type MergeOutcome = 'gone' | 'ended' | 'taken_back' | 'unfinished';

/**
 * Brings a merge nearer to its end, with the rights that whoever began it has now. One that cannot be
 * ended any more is taken back: the list of merges tells.
 */
export async function continueMerge(
  dependencies: MergeDependencies,
  starters: Starters,
  message: MergeMessage,
  mayGoOn: MayGoOn,
): Promise<MergeOutcome> {
  const { merges, definitions, queue } = dependencies;
  const object = definitions.current(message.object);
  const merge = await merges.find(message);
  if (!merge) return 'gone';
  if (merge.state === 'undoing') {
    const { state } = await finishUndo(dependencies, object, merge, mayGoOn);
    return state === 'undone' ? 'taken_back' : 'unfinished';
  }
  if (merge.state !== 'moving') return 'ended';

  const caller = await starters.find(merge.by);
  if (!caller) {
    await cancelMerge(dependencies, merge.by, object, merge);
    return 'taken_back';
  }
  try {
    const result = await advanceMerge(dependencies, caller, object, merge, mayGoOn);
    if (result.merge.state !== 'moving') return 'ended';
    await queue.send(message);
    return 'unfinished';
  } catch (error) {
    if (error instanceof DomainError && !error.code.startsWith('service.')) return 'taken_back';
    throw error;
  }
}
