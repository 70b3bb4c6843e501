import type { Principal } from '#shared/auth/principal';
import { openCursor, sealCursor } from '#shared/data/cursor';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { policyFor } from '#shared/permissions/policy';
import { factsOf } from '#shared/records/field-rules';
import type { BinnedRecord } from '#shared/records/record-item';
import { winnerOf } from './get-record.ts';
import type { RecordDependencies } from './record-dependencies.ts';

export interface ListDeletedRecordsInput {
  readonly object: ObjectDefinition;
  readonly limit: number;
  readonly cursor: string | undefined;
}

/** One page of the bin, last deleted first: the records that the caller may restore. */
export async function listDeletedRecords(
  { store, cursorSecret, clock }: RecordDependencies,
  principal: Principal,
  { object, limit, cursor }: ListDeletedRecordsInput,
): Promise<{
  readonly records: readonly BinnedRecord[];
  readonly nextCursor: string | undefined;
}> {
  const policy = policyFor(principal);
  const purpose = JSON.stringify([principal.userId, object.name, 'bin']);
  const after = await openCursor(cursorSecret, purpose, cursor);
  const page = await store.listBin(object, {
    limit,
    after,
    accepts: (record) =>
      policy.can('read', object.name, factsOf(record)) &&
      policy.can('delete', object.name, factsOf(record)),
  });
  // What has outlived the bin is gone, although it may not have been swept yet.
  const now = clock.now().toISOString();
  const records = await Promise.all(
    page.records
      .filter(({ expiresAt }) => expiresAt > now)
      .map(async (binned): Promise<BinnedRecord> => {
        return { ...binned, mergedInto: await winnerOf({ store }, policy, object, binned) };
      }),
  );
  return {
    records,
    nextCursor: await sealCursor(cursorSecret, purpose, page.next),
  };
}
