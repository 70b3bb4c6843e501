import type { ImportPlan } from '#shared/imports/import-plan';
import { columnOf } from '#shared/imports/mapping/mapping';
import type { MatchClaims } from '#shared/imports/match-claims';
import { problemOf } from '#shared/imports/problems';
import type { RowOutcome } from '#shared/imports/row-outcome';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { uniqueKeys } from '#shared/objects/unique-keys';
import { type BulkRecordStore, uniqueKeyText } from '#shared/records/record-store';
import { matchKey } from './match-key.ts';
import type { PreparedRow } from './prepare-row.ts';

export type ReadyRow = Extract<PreparedRow, { kind: 'ready' }> & { readonly recordId: string };

export interface DuplicateNeeds {
  readonly records: Pick<BulkRecordStore, 'findHolders' | 'getMany'>;
  readonly claims: MatchClaims;
  readonly now: () => string;
}

/** Rows that are not there yet, and the outcome of those that are. */
export interface Settled {
  readonly fresh: readonly ReadyRow[];
  readonly skipped: readonly RowOutcome[];
}

/**
 * Parts rows whose record is there already, by unique values or, for rows without any, by what they
 * are recognised by. A record made by the same row of the same import counts as not there: the row
 * is being tried again.
 */
export async function settleDuplicates(
  needs: DuplicateNeeds,
  object: ObjectDefinition,
  plan: ImportPlan,
  rows: readonly ReadyRow[],
): Promise<Settled> {
  const skipped: RowOutcome[] = [];
  const header = (field: string) =>
    columnOf(plan.mapping, field)?.header ?? object.fields[field]?.labels[plan.language] ?? field;
  const skip = ({ row }: ReadyRow, field: string, holder: { id?: string; row?: number }) => {
    const name = header(field);
    skipped.push(
      holder.row === undefined
        ? {
            row,
            outcome: 'skipped',
            recordId: holder.id,
            reason: problemOf('row.duplicate', { field: name }),
          }
        : {
            row,
            outcome: 'skipped',
            recordId: holder.id,
            reason: problemOf('row.duplicate-in-file', { field: name, row: holder.row }),
          },
    );
  };

  // 1. Within the chunk the first row wins.
  const keyed = rows.map((row) => ({ row, keys: keysOf(object, row) }));
  const seen = new Map<string, ReadyRow>();
  const first = keyed.filter(({ row, keys }) => {
    const twin = keys.find(({ text }) => seen.has(text));
    const holder = twin && seen.get(twin.text);
    if (twin && holder) skip(row, twin.field, { id: holder.recordId, row: holder.row });
    else for (const { text } of keys) seen.set(text, row);
    return !holder;
  });

  // 2. Unique values that the table holds.
  const holders = await needs.records.findHolders(
    object,
    first.flatMap(({ keys }) => keys.flatMap(({ unique }) => unique ?? [])),
  );
  const unheld = first.filter(({ row, keys }) => {
    const held = keys.find(({ text }) => (holders.get(text) ?? row.recordId) !== row.recordId);
    if (held) skip(row, held.field, { id: holders.get(held.text) ?? '' });
    return !held;
  });

  // 3. Rows without a unique value claim what they are recognised by.
  const weak = unheld.filter(({ keys }) => keys.every(({ unique }) => !unique));
  const claimed = await claimMatches(needs, object, weak);
  const fresh = unheld.filter(({ row, keys }) => {
    const other = claimed.get(keys[0]?.text ?? '');
    const isOther = other !== undefined && other !== row.recordId;
    if (isOther) skip(row, keys[0]?.field ?? '', { id: other });
    return !isOther;
  });
  return { fresh: fresh.map(({ row }) => row), skipped };
}

interface RowKey {
  readonly field: string;
  readonly text: string;
  readonly unique?: { readonly field: string; readonly value: string };
}

function keysOf(object: ObjectDefinition, { values }: ReadyRow): RowKey[] {
  const keys = uniqueKeys(object, values).map(
    (unique): RowKey => ({
      field: unique.field,
      text: uniqueKeyText(unique),
      unique,
    }),
  );
  if (keys.length > 0) return keys;
  return [{ field: object.nameFields[0]?.[0] ?? 'name', text: matchKey(object, values) }];
}

/** Longer than a chunk can take with all its retries: then a claim without a record is abandoned. */
const abandonedAfterMs = 3_600_000;

async function claimMatches(
  { claims, records, now }: DuplicateNeeds,
  object: ObjectDefinition,
  rows: readonly { readonly row: ReadyRow; readonly keys: readonly RowKey[] }[],
): Promise<ReadonlyMap<string, string>> {
  if (rows.length === 0) return new Map();
  const at = now();
  const wanted = rows.map(({ row, keys }) => ({
    key: keys[0]?.text ?? '',
    recordId: row.recordId,
  }));
  const others = await claims.claim(object.name, wanted, at);
  const result = new Map([...others].map(([key, { recordId }]) => [key, recordId]));
  const old = [...others].filter(
    ([, holder]) => Date.parse(at) - Date.parse(holder.at) > abandonedAfterMs,
  );
  if (old.length === 0) return result;
  const live = await records.getMany(
    object,
    old.map(([, { recordId }]) => recordId),
  );
  const liveIds = new Set(live.map(({ id }) => id));
  for (const [key, holder] of old) {
    const claim = wanted.find((each) => each.key === key);
    if (!claim || liveIds.has(holder.recordId)) continue;
    if (await claims.takeOver(object.name, claim, holder, at)) result.delete(key);
  }
  return result;
}
