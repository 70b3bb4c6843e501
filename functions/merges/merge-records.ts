import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { RecordPatch } from '#shared/objects/field';
import { isNamed, nameFault } from '#shared/objects/record-schema';
import { faultsIn } from '#shared/objects/rules/faults';
import { policyFor } from '#shared/permissions/policy';
import { deletionOf, updateOf } from '#shared/records/changes';
import { factsOf, refuseUnwritable } from '#shared/records/field-rules';
import type { Origin, StoredRecord } from '#shared/records/record';
import type { BinWrite, Write } from '#shared/records/record-store';
import { checkReferences, teamOfOwner } from '../records/check-references.ts';
import { loadRecord } from '../records/load-record.ts';
import { refusedWrite } from '../records/refused-write.ts';
import { refuseFrozen } from '../records/state-conflict.ts';
import { cancelMerge } from './cancel-merge.ts';
import { loadWinner } from './load-winner.ts';
import type { Loser, Merge } from './merge.ts';
import type { MergeDependencies } from './merge-dependencies.ts';
import { originOf } from './merge-origin.ts';
import type { Relation } from './merge-store.ts';
import { movesOf, patchForward, relink } from './move-relations.ts';
import { teamFrom, winnerPatch } from './winner-patch.ts';

/** Records whose relations one request moves: more would not be done while API Gateway waits. */
const mostRelated = 80;
const undoMilliseconds = 30 * 24 * 60 * 60 * 1_000;
/** Looks for relations until none is left; each finds only what came in while the last ones were moved. */
const rounds = 5;

export interface MergeRecordsInput {
  readonly object: ObjectDefinition;
  /** The record that stays, in the version that is known to the caller. */
  readonly winner: Loser;
  readonly losers: readonly Loser[];
  readonly chosen: RecordPatch;
}

export interface MergeResult {
  readonly record: StoredRecord;
  readonly merge: Merge;
}

/**
 * Merges records into a winner: its empty fields are filled, whatever points at the others points at it
 * then, and the others go to the bin. A request that broke off goes on when it is sent again; one that
 * was done is answered as it was. Throws `request.not_found`, `request.forbidden`,
 * `record.version_conflict`, `record.duplicate`, `record.reference_missing`, `record.state_conflict`,
 * `record.too_many_writes`, and `request.invalid` for values that do not go together.
 */
export async function mergeRecords(
  dependencies: MergeDependencies,
  principal: Principal,
  input: MergeRecordsInput,
): Promise<MergeResult> {
  const { store, merges } = dependencies;
  const { object } = input;
  const winner = await loadWinner(dependencies, principal, object, input.winner.id);
  const sameAsThis = ({ losers }: Merge) => textOf(losers) === textOf(input.losers);
  const earlier = (await merges.list(object, winner.id)).filter(sameAsThis);
  const done = earlier.find(({ state }) => state === 'merged');
  if (done) return { record: winner, merge: done };

  const loaded = await Promise.all(
    input.losers.map(({ id }) => loadRecord(dependencies, principal, 'delete', object, id)),
  );
  const losers = loaded.map(({ record }) => record);
  if (winner.version !== input.winner.version) throw new DomainError('record.version_conflict');
  if (
    losers.some(
      ({ id, version }) => !input.losers.some((each) => each.id === id && each.version === version),
    )
  )
    throw new DomainError('record.version_conflict');

  const open = earlier.find(({ state }) => state === 'moving');
  const { merge, writes, record } = await planMerge(
    dependencies,
    principal,
    input,
    winner,
    losers,
    open,
  );
  const related = await relationsOf(dependencies, object, merge);
  if (related.length > mostRelated)
    throw new DomainError('record.too_many_writes', {
      detail: `More than ${mostRelated} records refer to these; one merge moves no more than that.`,
    });
  if (!open) await merges.begin(merge);
  try {
    const moved = await moveRelations(dependencies, object, merge);
    const settled: Merge = { ...moved, state: 'merged' };
    const outcome = await merges.settle(writes, settled, 'moving');
    if (outcome.kind === 'committed') return { record, merge: settled };
    if (outcome.kind === 'version_conflict') throw new DomainError('record.version_conflict');
    throw await refusedWrite(store, policyFor(principal), object, outcome);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code.startsWith('service.')) throw error;
    return resultDespite(dependencies, principal, input, merge, error);
  }
}

const textOf = (losers: readonly Loser[]) =>
  JSON.stringify(losers.map(({ id, version }) => `${id} ${version}`).sort());

/** The same request sent twice at once may have been done by its twin; otherwise everything goes back. */
async function resultDespite(
  dependencies: MergeDependencies,
  principal: Principal,
  { object, winner: { id: winnerId } }: MergeRecordsInput,
  { id }: Merge,
  error: DomainError,
): Promise<MergeResult> {
  const { merges } = dependencies;
  const now = (await merges.list(object, winnerId)).find((each) => each.id === id);
  if (now?.state === 'merged')
    return { record: await loadWinner(dependencies, principal, object, winnerId), merge: now };
  if (now?.state === 'moving') await cancelMerge(dependencies, principal, object, now);
  throw error;
}

async function planMerge(
  dependencies: MergeDependencies,
  principal: Principal,
  { object, chosen }: MergeRecordsInput,
  winner: StoredRecord,
  losers: readonly StoredRecord[],
  open: Merge | undefined,
) {
  const { clock, ids } = dependencies;
  const policy = policyFor(principal);
  refuseUnwritable(policy, 'update', object, Object.keys(chosen), factsOf(winner));
  refuseFrozen(object, winner.values, Object.keys(chosen));
  await checkReferences(dependencies, policy, object, chosen);
  const patch = winnerPatch(policy, object, winner, losers, chosen);
  const now = clock.now();
  const at = now.toISOString();
  const id = open?.id ?? ids.next();
  const origin = originOf(principal.userId, at, { id, winnerId: winner.id });
  const ownerId = chosen['ownerId'];
  const teamId =
    typeof ownerId === 'string'
      ? await teamOfOwner(dependencies, principal, ownerId)
      : teamFrom(winner, losers, patch);
  const update =
    updateOf(ids, origin, object, winner, patch, teamId) ?? untouched(ids.next(), origin, winner);
  const { values } = update.after;
  const fields = isNamed(object, values) ? faultsIn(object, values) : [nameFault(object)];
  if (fields.length > 0) throw new DomainError('request.invalid', { fields });
  const merge: Merge = {
    id,
    object: object.name,
    winnerId: winner.id,
    state: 'moving',
    at,
    by: principal.userId,
    losers: losers.map(({ id: loserId, version }) => ({ id: loserId, version })),
    moves: open?.moves ?? [],
    values: update.change.values,
    conflicts: [],
    undoUntil: new Date(now.getTime() + undoMilliseconds).toISOString(),
  };
  const writes: (Write | BinWrite)[] = [
    { kind: 'update', object, before: winner, ...update },
    ...losers.map((before): BinWrite => {
      return { kind: 'remove', object, before, change: deletionOf(ids, origin, before) };
    }),
  ];
  return { merge, writes, record: update.after };
}

/** A merge that fills nothing is still in the winner's history, and counts as a change of it. */
function untouched(
  changeId: string,
  { userId: by, at, means, cause }: Origin,
  winner: StoredRecord,
) {
  const version = winner.version + 1;
  const facts = { id: changeId, action: 'updated', at, by, means, cause, version } as const;
  return {
    after: { ...winner, version, updatedAt: at, updatedBy: by },
    change: { ...facts, fields: [], values: {} },
  };
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

/** Moves whatever points at the losers, after closing them, and returns the merge with every move in it. */
async function moveRelations(
  dependencies: MergeDependencies,
  object: ObjectDefinition,
  merge: Merge,
): Promise<Merge> {
  const { merges, definitions } = dependencies;
  for (const loser of merge.losers)
    if (!(await merges.close(object, loser))) throw new DomainError('record.version_conflict');
  let current = merge;
  for (let round = 1; round <= rounds; round += 1) {
    const waiting = await relationsOf(dependencies, object, merge);
    if (waiting.length === 0) return current;
    for (const relation of waiting)
      await relink(dependencies, originOf(merge.by, merge.at, merge), relation, async (record) => {
        const moves = movesOf(definitions.current(relation.object), record, merge);
        current = { ...current, moves: allMoves([...current.moves, ...moves]) };
        // Before the move itself: what is not written down could not be undone.
        if (!(await merges.save(current, 'moving')))
          throw new DomainError('record.version_conflict');
        return patchForward(record, merge, moves);
      });
  }
  throw new DomainError('service.unavailable', { retryAfter: 1 });
}

/** A field that was moved before points where it did first; the list keeps the first of equal moves. */
function allMoves(moves: Merge['moves']): Merge['moves'] {
  const text = ({ object, recordId, field, from }: Merge['moves'][number]) =>
    `${object}#${recordId}#${field}#${from}`;
  return [...new Map([...moves].reverse().map((move) => [text(move), move])).values()].reverse();
}
