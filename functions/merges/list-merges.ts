import type { Principal } from '#shared/auth/principal';
import { type CursorSecret, openCursor, sealCursor } from '#shared/data/cursor';
import { DomainError } from '#shared/errors/domain-error';
import type { Merge } from '#shared/merges/merge';
import type { MergeStore } from '#shared/merges/merge-store';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { policyFor } from '#shared/permissions/policy';
import { factsOf } from '#shared/records/field-rules';
import type { StoredRecord } from '#shared/records/record';
import type { RecordDependencies } from '../records/record-dependencies.ts';

/** Pages of the store read for one of the list: what is hidden must not make it read without end. */
const mostLooks = 8;

export interface ListMergesInput {
  readonly object: ObjectDefinition;
  /** Only merges into this record. */
  readonly winnerId: string | undefined;
  readonly limit: number;
  readonly cursor: string | undefined;
}

export interface ListedMerge {
  readonly merge: Merge;
  readonly winner: StoredRecord;
}

/**
 * One page of the merges of the last 30 days, newest first: those into records that the caller may
 * read and delete, as a merge deletes. Throws `request.forbidden`, `request.cursor_invalid`.
 */
export async function listMerges(
  {
    store,
    merges,
    cursorSecret,
  }: Pick<RecordDependencies, 'store'> & {
    readonly merges: MergeStore;
    readonly cursorSecret: CursorSecret;
  },
  principal: Principal,
  { object, winnerId, limit, cursor }: ListMergesInput,
): Promise<{ readonly listed: ListedMerge[]; readonly nextCursor: string | undefined }> {
  const policy = policyFor(principal);
  if (!policy.can('read', object.name) || !policy.can('delete', object.name))
    throw new DomainError('request.forbidden');
  const visible = async (found: readonly Merge[]): Promise<ListedMerge[]> => {
    const ids = [...new Set(found.map((merge) => merge.winnerId))];
    const records = await Promise.all(ids.map((id) => store.get(object, id)));
    return found.flatMap((merge) => {
      const winner = records.find((record) => record?.id === merge.winnerId);
      if (!winner) return [];
      const facts = factsOf(winner);
      const isOpen =
        policy.can('read', object.name, facts) && policy.can('delete', object.name, facts);
      return isOpen ? [{ merge, winner }] : [];
    });
  };
  if (winnerId !== undefined)
    return {
      listed: await visible((await merges.list(object, winnerId)).slice(0, limit)),
      nextCursor: undefined,
    };

  const purpose = JSON.stringify([principal.userId, 'merges', object.name]);
  let after = await openCursor(cursorSecret, purpose, cursor);
  const listed: ListedMerge[] = [];
  for (let looks = 0; looks < mostLooks; looks += 1) {
    const page = await merges.listAll(object.name, { limit: limit - listed.length, after });
    listed.push(...(await visible(page.merges)));
    after = page.next;
    if (after === undefined || listed.length >= limit) break;
  }
  return { listed, nextCursor: await sealCursor(cursorSecret, purpose, after) };
}
