import { type MatchKey, matchKeys, matchKeyText } from '#shared/duplicates/match-keys';
import { isMatched } from '#shared/duplicates/match-rules';
import { displayName } from '#shared/objects/display-name';
import { isRecognised, type Recognition } from './match-key.ts';
import { readableRecords } from './readable-records.ts';
import type { ReadyRow, RowContext, RowNeeds } from './row-context.ts';

/** A row without a unique value, and what it is recognised by. */
export interface RecognisedRow {
  readonly row: ReadyRow;
  readonly recognition: Recognition;
}

/**
 * Records that carry what rows are recognised by, of those that the starter may read, by the row's
 * number, oldest first: also such that people made by hand a moment ago. A row that has made its own
 * record before finds nothing.
 */
export async function findAlike(
  needs: RowNeeds,
  context: RowContext,
  rows: readonly RecognisedRow[],
): Promise<ReadonlyMap<number, readonly string[]>> {
  const { object } = context;
  if (rows.length === 0) return new Map();
  const candidates = await candidatesOf(needs, context, rows);
  const ids = new Set([...candidates.values()].flat());
  if (ids.size === 0) return new Map();
  const own = rows.flatMap(({ row }) => (candidates.get(row.row)?.length ? [row.recordId] : []));
  const made = await needs.records.getMany(object, own);
  const isMade = new Set(made.map(({ id }) => id));
  const readable = await readableRecords(needs, context, object, ids);
  return new Map(
    rows.map(({ row, recognition }) => {
      const others = isMade.has(row.recordId) ? [] : (candidates.get(row.row) ?? []);
      const alike = others.filter((id) => {
        const record = readable.get(id);
        return record && isRecognised(object, record.values, recognition);
      });
      return [row.row, [...new Set(alike)].sort()];
    }),
  );
}

/** Who may be meant, by the row's number: whoever shares something with it in the index of duplicates. */
async function candidatesOf(
  { matches, records }: RowNeeds,
  { object }: RowContext,
  rows: readonly RecognisedRow[],
): Promise<ReadonlyMap<number, readonly string[]>> {
  const { name } = object;
  const found = new Map<number, readonly string[]>();
  if (!isMatched(name)) {
    for (const { row } of rows)
      found.set(row.row, await records.findByName(object, displayName(object, row.values)));
    return found;
  }
  const keys = new Map<number, readonly MatchKey[]>(
    rows.map(({ row, recognition }) => {
      const domain = recognition.by === 'domain' ? { domain: recognition.parts[0] ?? '' } : {};
      return [row.row, matchKeys(name, { ...row.values, ...domain })];
    }),
  );
  const members = await matches.find([...keys.values()].flat());
  for (const [row, own] of keys)
    found.set(
      row,
      own
        .flatMap((key) => members.get(matchKeyText(key)) ?? [])
        .flatMap((each) => (each.object === name && !each.isDeleted ? [each.id] : [])),
    );
  return found;
}
