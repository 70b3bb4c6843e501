import type { Principal } from '#shared/auth/principal';
import { openCursor, sealCursor } from '#shared/data/cursor';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { Change } from '#shared/records/record';
import { type LoadedRecord, loadRecord } from './load-record.ts';
import type { RecordDependencies } from './record-dependencies.ts';

export interface ListRecordChangesInput {
  readonly object: ObjectDefinition;
  readonly id: string;
  readonly limit: number;
  readonly cursor: string | undefined;
}

export interface RecordChanges extends LoadedRecord {
  readonly changes: readonly Change[];
  readonly nextCursor: string | undefined;
}

/** The changes of a record the caller may read, newest first. Throws `request.not_found`. */
export async function listRecordChanges(
  dependencies: RecordDependencies,
  principal: Principal,
  { object, id, limit, cursor }: ListRecordChangesInput,
): Promise<RecordChanges> {
  const { store, cursorSecret } = dependencies;
  const purpose = JSON.stringify([principal.userId, object.name, id, 'changes']);
  const after = await openCursor(cursorSecret, purpose, cursor);
  // Asked for with the record, shown only to who may read it.
  const [loaded, page] = await Promise.all([
    loadRecord(dependencies, principal, 'read', object, id),
    store.changes(object, id, { limit, after }),
  ]);
  return {
    ...loaded,
    changes: page.changes,
    nextCursor: await sealCursor(cursorSecret, purpose, page.next),
  };
}
