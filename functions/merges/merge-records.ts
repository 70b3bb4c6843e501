import type { Principal } from '#shared/auth/principal';
import { derivedId } from '#shared/domain/derived-id';
import { DomainError } from '#shared/errors/domain-error';
import type { Loser, Merge } from '#shared/merges/merge';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { RecordPatch } from '#shared/objects/field';
import { advanceMerge, loadLosers, type MergeResult } from './advance-merge.ts';
import { loadWinner } from './load-winner.ts';
import { type MergeDependencies, messageOf, requestBudget } from './merge-dependencies.ts';
import { planMerge } from './plan-merge.ts';

const undoMilliseconds = 30 * 24 * 60 * 60 * 1_000;
/** Seconds after which the queue looks after a merge whose request should have been answered long ago. */
export const watchAfter = 60;

export interface MergeRecordsInput {
  readonly object: ObjectDefinition;
  /** The record that stays, in the version that is known to the caller. */
  readonly winner: Loser;
  readonly losers: readonly Loser[];
  readonly chosen: RecordPatch;
}

/**
 * Merges records into a winner: its empty fields are filled, whatever points at the others points at it
 * then, and the others go to the bin. What one request cannot move goes on in the queue, and so does
 * what broke off; the same request sent again is answered as it stands. Throws `request.not_found`,
 * `request.forbidden`, `record.version_conflict`, `record.duplicate`, `record.reference_missing`,
 * `record.state_conflict`, `record.too_many_writes`, and `request.invalid` for values that do not go
 * together.
 */
export async function mergeRecords(
  dependencies: MergeDependencies,
  principal: Principal,
  input: MergeRecordsInput,
): Promise<MergeResult> {
  const { merges, queue } = dependencies;
  const { object } = input;

  // 1. The same request may have been sent before.
  const winner = await loadWinner(dependencies, principal, object, input.winner.id);
  const earlier = (await merges.list(object, winner.id)).filter(
    ({ losers }) => textOf(losers) === textOf(input.losers),
  );
  const done = earlier.find(({ state }) => state === 'merged');
  if (done) return { record: winner, merge: done };

  // 2. Whether it can be done, as far as that can be known now.
  if (winner.version !== input.winner.version) throw new DomainError('record.version_conflict');
  const losers = await loadLosers(dependencies, principal, object, input);
  const planned = newMerge(dependencies, principal, input, winner.updatedAt);
  await planMerge(dependencies, principal, object, planned, winner, losers);

  // 3. Somebody looks after it, whatever becomes of this request.
  const open = earlier.find(({ state }) => state === 'moving');
  const message = messageOf(open ?? planned);
  await queue.send(message, watchAfter);
  const merge = open ?? (await merges.begin(planned));
  if (merge.state !== 'moving') return { record: winner, merge };

  // 4. The work.
  const result = await advanceMerge(dependencies, principal, object, merge, requestBudget());
  if (result.merge.state === 'moving') await queue.send(message);
  return result;
}

const textOf = (losers: readonly Loser[]) =>
  JSON.stringify(losers.map(({ id, version }) => `${id} ${version}`).sort());

/** The same request sent twice at once is one merge: its id follows from what it merges. */
function newMerge(
  { clock }: MergeDependencies,
  { userId }: Principal,
  { object, winner, losers, chosen }: MergeRecordsInput,
  since: string,
): Merge {
  const now = clock.now();
  const named = [object.name, winner.id, winner.version, textOf(losers), chosen];
  return {
    id: derivedId(since, JSON.stringify(named)),
    object: object.name,
    winnerId: winner.id,
    state: 'moving',
    at: now.toISOString(),
    by: userId,
    losers,
    chosen,
    moved: 0,
    values: {},
    conflicts: [],
    undoUntil: new Date(now.getTime() + undoMilliseconds).toISOString(),
  };
}
