import { isDeepStrictEqual } from 'node:util';
import type { IdSource } from '#shared/domain/ids';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { RecordPatch, RecordValues } from '#shared/objects/field';
import { settle } from '#shared/objects/rules/settle';
import type { Change, FieldChange, Origin, StoredRecord } from './record.ts';
import type { Creation } from './record-store.ts';

function change(
  id: string,
  origin: Origin,
  facts: Pick<Change, 'action' | 'version' | 'fields' | 'values'>,
): Change {
  const { userId, at, means, cause, row } = origin;
  const from = { at, by: userId, means, cause, ...(row === undefined ? {} : { row }) };
  return { id, ...from, ...facts };
}

/**
 * A new record of version 1 with its change, which has the record's id (`first-entry.ts`), completed by
 * what the product computes; `teamId` is the team of the owner the values name.
 */
export function creationOf(
  origin: Origin,
  object: ObjectDefinition,
  record: Pick<StoredRecord, 'id' | 'values' | 'teamId'>,
): Creation {
  const { userId, at } = origin;
  const values = settle(object, record.values, { at, createdAt: at });
  return {
    record: {
      ...record,
      values,
      version: 1,
      createdAt: at,
      createdBy: userId,
      updatedAt: at,
      updatedBy: userId,
    },
    change: change(record.id, origin, {
      action: 'created',
      version: 1,
      fields: Object.keys(values),
      values: {},
    }),
  };
}

/** The values with a change made; null empties a field. */
export function patched(values: RecordValues, patch: RecordPatch): RecordValues {
  const after = new Map(Object.entries(values));
  for (const [name, to] of Object.entries(patch))
    if (to === null) after.delete(name);
    else after.set(name, to);
  return Object.fromEntries(after);
}

function differencesOf(
  before: RecordValues,
  after: RecordValues,
  first: readonly string[],
): Record<string, FieldChange> {
  const names = new Set([...first, ...Object.keys(after), ...Object.keys(before)]);
  const differences: Record<string, FieldChange> = {};
  for (const name of names) {
    const from = before[name];
    const to = after[name];
    if (isDeepStrictEqual(from, to)) continue;
    differences[name] = {
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    };
  }
  return differences;
}

/**
 * The record after a patch and what the product computes from it, with the change that led there;
 * nothing if nothing changes. `teamId` is the team of the owner after the patch.
 */
export function updateOf(
  ids: IdSource,
  origin: Origin,
  object: ObjectDefinition,
  before: StoredRecord,
  patch: RecordPatch,
  teamId: string | undefined,
): { readonly after: StoredRecord; readonly change: Change } | undefined {
  const wanted = patched(before.values, patch);
  // Time alone changes nothing: what is computed from it counts once something else has changed.
  if (isDeepStrictEqual(wanted, before.values)) return undefined;
  const values = settle(object, wanted, {
    before: before.values,
    at: origin.at,
    createdAt: before.createdAt,
  });
  const differences = differencesOf(before.values, values, Object.keys(patch));
  const fields = Object.keys(differences);
  if (fields.length === 0) return undefined;
  const version = before.version + 1;
  return {
    after: {
      ...before,
      version,
      values,
      teamId,
      updatedAt: origin.at,
      updatedBy: origin.userId,
    },
    change: change(ids.next(), origin, { action: 'updated', version, fields, values: differences }),
  };
}

/** The record taken out of the bin again, with the change that did it. */
export function restorationOf(ids: IdSource, origin: Origin, binned: StoredRecord): Creation {
  const version = binned.version + 1;
  return {
    record: { ...binned, version, updatedAt: origin.at, updatedBy: origin.userId },
    change: change(ids.next(), origin, { action: 'restored', version, fields: [], values: {} }),
  };
}

/** The change that puts a record into the bin. */
export function deletionOf(ids: IdSource, origin: Origin, before: StoredRecord): Change {
  return change(ids.next(), origin, {
    action: 'deleted',
    version: before.version + 1,
    fields: [],
    values: {},
  });
}
