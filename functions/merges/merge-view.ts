import type { Merge } from '#shared/merges/merge';
import type { Policy } from '#shared/permissions/policy';
import type { StoredRecord } from '#shared/records/record';

/** The merge as the caller may see it: records that are not theirs to read are only counted. */
export function mergeView(policy: Policy, merge: Merge, winner: StoredRecord) {
  const { id, winnerId, state, at, by, losers, moved, undoUntil, conflicts } = merge;
  const visible = conflicts.filter(
    ({ object, recordId, field }) =>
      (recordId === winnerId || policy.scope('read', object) === 'all') &&
      (field === undefined || policy.canCompare(object, field)),
  );
  return {
    mergeId: id,
    winnerId,
    winnerVersion: winner.version,
    state,
    at,
    by,
    others: losers.map((each) => each.id),
    moved,
    undoUntil,
    conflicts: visible,
    hiddenConflicts: conflicts.length - visible.length,
  };
}
