import type { Merge } from '#shared/merges/merge';
import type { Origin } from '#shared/records/record';

/** The means and cause under which a merge shows in every record's history. */
export function originOf(userId: string, at: string, merge: Pick<Merge, 'id' | 'winnerId'>) {
  const cause = `merge ${merge.id} into ${merge.winnerId}`;
  return { userId, at, means: 'merge', cause } as const satisfies Origin;
}
