import { isDeepStrictEqual } from 'node:util';
import type { IdSource } from '#shared/domain/ids';
import type { RecordPatch } from '#shared/objects/field';
import type { Change, FieldChange, Origin, StoredRecord } from './record.ts';
import type { Creation } from './record-store.ts';

function change(
  ids: IdSource,
  origin: Origin,
  facts: Pick<Change, 'action' | 'version' | 'fields' | 'values'>,
): Change {
  const { userId, at, means, cause, row } = origin;
  const from = { at, by: userId, means, cause, ...(row === undefined ? {} : { row }) };
  return { id: ids.next(), ...from, ...facts };
}

/** A new record of version 1 with its change; `teamId` is the team of the owner the values name. */
export function creationOf(
  ids: IdSource,
  origin: Origin,
  record: Pick<StoredRecord, 'id' | 'values' | 'teamId'>,
): Creation {
  const { userId, at } = origin;
  return {
    record: {
      ...record,
      version: 1,
      createdAt: at,
      createdBy: userId,
      updatedAt: at,
      updatedBy: userId,
    },
    change: change(ids, origin, {
      action: 'created',
      version: 1,
      fields: Object.keys(record.values),
      values: {},
    }),
  };
}

/**
 * The record after a patch with the change that led there; nothing if the patch changes nothing.
 * `teamId` is the team of the owner after the patch.
 */
export function updateOf(
  ids: IdSource,
  origin: Origin,
  before: StoredRecord,
  patch: RecordPatch,
  teamId: string | undefined,
): { readonly after: StoredRecord; readonly change: Change } | undefined {
  const values = new Map(Object.entries(before.values));
  const differences: Record<string, FieldChange> = {};
  for (const [name, to] of Object.entries(patch)) {
    const from = values.get(name);
    if (to === null ? from === undefined : isDeepStrictEqual(from, to)) continue;
    differences[name] = { ...(from === undefined ? {} : { from }), ...(to === null ? {} : { to }) };
    if (to === null) values.delete(name);
    else values.set(name, to);
  }
  const fields = Object.keys(differences);
  if (fields.length === 0) return undefined;
  const version = before.version + 1;
  return {
    after: {
      ...before,
      version,
      values: Object.fromEntries(values),
      teamId,
      updatedAt: origin.at,
      updatedBy: origin.userId,
    },
    change: change(ids, origin, { action: 'updated', version, fields, values: differences }),
  };
}

/** The change that puts a record into the bin. */
export function deletionOf(ids: IdSource, origin: Origin, before: StoredRecord): Change {
  return change(ids, origin, {
    action: 'deleted',
    version: before.version + 1,
    fields: [],
    values: {},
  });
}
