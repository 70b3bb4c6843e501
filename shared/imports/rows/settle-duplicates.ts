import { uniqueKeys } from '#shared/objects/unique-keys';
import { uniqueKeyText } from '#shared/records/record-store';
import { rowOfRecordId } from '../import-ids.ts';
import { problemOf } from '../problems.ts';
import type { RowOutcome } from '../row-outcome.ts';
import { findAlike } from './find-alike.ts';
import { fieldOfKey, matchKey, type Recognition, recognitionOf } from './match-key.ts';
import { failedRow, type ReadyRow, type RowContext, type RowNeeds } from './row-context.ts';

/** A row without a record, with what it claimed to be recognised by. */
export interface FreshRow {
  readonly row: ReadyRow;
  readonly claim: string | undefined;
}

/** A row whose record is there, and by what it was found. */
export interface HeldRow {
  readonly row: ReadyRow;
  /** The unique field, or the natural key. */
  readonly by: string;
  /** The field that tells people. */
  readonly field: string;
  readonly holderId: string;
}

export interface Settled {
  readonly fresh: readonly FreshRow[];
  readonly held: readonly HeldRow[];
  /** Rows that another row of the same file stands for, and such that may mean several records. */
  readonly ended: readonly RowOutcome[];
}

interface RowKey {
  readonly by: string;
  readonly field: string;
  readonly text: string;
  readonly unique?: { readonly field: string; readonly value: string };
  readonly recognition?: Recognition | undefined;
}

interface Keyed {
  readonly row: ReadyRow;
  readonly keys: readonly RowKey[];
}

/** The rows of a chunk by what they are the same by, the first of each. */
export type SeenKeys = Map<string, ReadyRow>;

/**
 * Parts rows by whether their record is there already: by what to match by, else by unique values or,
 * for rows without any, by what they are recognised by. A record made by the same row of the same
 * import counts as not there: the row is being tried again.
 */
export async function settleDuplicates(
  needs: RowNeeds,
  context: RowContext,
  rows: readonly ReadyRow[],
  seen: SeenKeys,
): Promise<Settled> {
  const { object, headerOf, importId, options } = context;
  const ended: RowOutcome[] = [];
  const held: HeldRow[] = [];
  const meet = (row: ReadyRow, { by, field }: RowKey, holderId: string, holderRow?: number) => {
    const twin = holderRow ?? rowOfRecordId(importId, holderId);
    if (twin === undefined) held.push({ row, by, field, holderId });
    else
      ended.push({
        row: row.row,
        outcome: 'skipped',
        recordId: holderId,
        reason: problemOf('row.duplicate-in-file', { field: headerOf(field), row: twin }),
      });
  };

  // 1. Within the chunk the first row wins.
  const first = rows
    .map((row): Keyed => ({ row, keys: keysOf(context, row) }))
    .filter(({ row, keys }) => {
      const twin = keys.find(({ text }) => seen.has(text));
      const holder = twin && seen.get(twin.text);
      if (twin && holder) meet(row, twin, holder.recordId, holder.row);
      else for (const { text } of keys) seen.set(text, row);
      return !holder;
    });

  // 2. Unique values that the table holds.
  const holders = await needs.records.findHolders(
    object,
    first.flatMap(({ keys }) => keys.flatMap(({ unique }) => unique ?? [])),
  );
  const unheld = first.filter(({ row, keys }) => {
    const key = keys.find(({ text }) => (holders.get(text) ?? row.recordId) !== row.recordId);
    if (key) meet(row, key, holders.get(key.text) ?? '');
    return !key;
  });

  // 3. Records that carry what rows without a unique value are recognised by.
  const alike = await findAlike(
    needs,
    context,
    unheld.flatMap(({ row, keys }) =>
      keys.flatMap(({ recognition }) => (recognition ? [{ row, recognition }] : [])),
    ),
  );
  const unmet = unheld.filter(({ row, keys: [key] }) => {
    const [first, ...others] = alike.get(row.row) ?? [];
    if (!key || first === undefined) return true;
    if (others.length === 0 || options.existing === 'skip') meet(row, key, first);
    else
      ended.push(failedRow(row, problemOf('row.match-ambiguous', { field: headerOf(key.field) })));
    return false;
  });

  // 4. What is left of them claims it.
  const weak = unmet.filter(({ keys }) => keys.some(({ unique }) => !unique));
  const claimed = await claimMatches(needs, context, weak);
  const fresh = unmet.flatMap(({ row, keys }): FreshRow[] => {
    const key = keys.find(({ unique }) => !unique);
    const other = key && claimed.get(key.text);
    if (!key || other === undefined || other === row.recordId) return [{ row, claim: key?.text }];
    meet(row, key, other);
    return [];
  });
  return { fresh, held, ended };
}

function keysOf({ object, options, headerOf }: RowContext, { values, kept }: ReadyRow): RowKey[] {
  const unique = uniqueKeys(object, values).map(
    (key): RowKey => ({ by: key.field, field: key.field, text: uniqueKeyText(key), unique: key }),
  );
  const { matchBy } = options;
  if (matchBy !== undefined && object.fields[matchBy]?.unique)
    return unique.filter(({ field }) => field === matchBy);
  if (matchBy === undefined && unique.length > 0) return unique;
  const recognition = recognitionOf(object, values, matchBy);
  if (matchBy !== undefined && !recognition) return [];
  // Who owns a row says nothing about whom it is about.
  const { ownerId: _, ...said } = values;
  const by = recognition?.by ?? 'all';
  const field = (recognition && fieldOfKey[recognition.by]) ?? object.nameFields[0]?.[0] ?? 'name';
  const noted = kept.filter(({ header }) => header !== headerOf('ownerId'));
  return [{ by, field, text: matchKey(said, noted, recognition), recognition }];
}

/** Longer than a chunk can take with all its retries: then a claim without a record is abandoned. */
const abandonedAfterMs = 3_600_000;

async function claimMatches(
  { claims, records, now }: RowNeeds,
  { object }: RowContext,
  rows: readonly Keyed[],
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
