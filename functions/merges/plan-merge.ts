import { DomainError } from '#shared/errors/domain-error';
import type { Merge } from '#shared/merges/merge';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { isNamed, nameFault } from '#shared/objects/record-schema';
import { faultsIn } from '#shared/objects/rules/faults';
import { type Caller, policyFor } from '#shared/permissions/policy';
import { deletionOf, updateOf } from '#shared/records/changes';
import { factsOf, refuseUnwritable } from '#shared/records/field-rules';
import type { Origin, StoredRecord } from '#shared/records/record';
import type { BinWrite, Write } from '#shared/records/record-store';
import { checkReferences, teamOfOwner } from '../records/check-references.ts';
import { refuseFrozen } from '../records/state-conflict.ts';
import type { MergeDependencies } from './merge-dependencies.ts';
import { originOf } from './merge-origin.ts';
import { teamFrom, winnerPatch } from './winner-patch.ts';

export interface MergePlan {
  readonly writes: readonly (Write | BinWrite)[];
  /** The winner as it will be. */
  readonly record: StoredRecord;
  readonly values: Merge['values'];
}

/**
 * What a merge writes at its end: the winner with what was chosen and filled, the others into the bin.
 * Throws `request.forbidden`, `record.state_conflict`, `record.reference_missing`, and
 * `request.invalid` for values that do not go together.
 */
export async function planMerge(
  dependencies: MergeDependencies,
  caller: Caller,
  object: ObjectDefinition,
  merge: Pick<Merge, 'id' | 'winnerId' | 'chosen'>,
  winner: StoredRecord,
  losers: readonly StoredRecord[],
): Promise<MergePlan> {
  const { clock, ids } = dependencies;
  const { chosen } = merge;
  const policy = policyFor(caller);
  refuseUnwritable(policy, 'update', object, Object.keys(chosen), factsOf(winner));
  refuseFrozen(object, winner.values, Object.keys(chosen));
  await checkReferences(dependencies, caller, object, chosen);
  const patch = winnerPatch(policy, object, winner, losers, chosen);
  const origin = originOf(caller.userId, clock.now().toISOString(), merge);
  const ownerId = chosen['ownerId'];
  const teamId =
    typeof ownerId === 'string'
      ? await teamOfOwner(dependencies, caller, ownerId)
      : teamFrom(winner, losers, patch);
  const update =
    updateOf(ids, origin, object, winner, patch, teamId) ?? untouched(ids.next(), origin, winner);
  const { values } = update.after;
  const fields = isNamed(object, values) ? faultsIn(object, values) : [nameFault(object)];
  if (fields.length > 0) throw new DomainError('request.invalid', { fields });
  const writes: (Write | BinWrite)[] = [
    { kind: 'update', object, before: winner, ...update },
    ...losers.map((before): BinWrite => {
      const change = deletionOf(ids, origin, before);
      return { kind: 'remove', object, before, change, mergedInto: winner.id };
    }),
  ];
  return { writes, record: update.after, values: update.change.values };
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
