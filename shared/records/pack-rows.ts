import type { PlannedAction } from './side-items.ts';

/** A row of a bulk write with everything it writes. */
export interface PlannedRow {
  /** Its place among the rows. */
  readonly index: number;
  readonly plan: readonly PlannedAction[];
}

/** DynamoDB takes 4 MB in one transaction; a character counts up to three bytes. */
const maxCharacters = 1_200_000;

/** The item an action is about, as a text. */
export function keyText({ key }: PlannedAction): string {
  return `${key.pk}\n${key.sk}`;
}

/** Whether several rows may ask for it at once and one action serves them all. */
export function isShared({ guards }: PlannedAction): boolean {
  return guards === 'reference';
}

interface Pack {
  readonly rows: PlannedRow[];
  readonly checks: Set<string>;
  writes: number;
  characters: number;
}

function missing(pack: Pack, checks: readonly string[]): number {
  return checks.filter((key) => !pack.checks.has(key)).length;
}

/**
 * Packs rows into transactions, each as soon as it is full, so that the first is on its way while later
 * rows are planned. A row that writes an item another row before it writes too (a value twice in one
 * file) is added to `deferred` for the next round, where it meets what the first one left.
 */
export async function* packRows(
  rows: Iterable<PlannedRow> | AsyncIterable<PlannedRow>,
  limit: number,
  deferred: PlannedRow[],
): AsyncGenerator<readonly PlannedRow[], undefined> {
  const written = new Set<string>();
  let open: Pack = emptyPack();
  for await (const row of rows) {
    const own = row.plan.filter((planned) => !isShared(planned)).map(keyText);
    const isTwin = own.some((key) => written.has(key));
    // Rows after a deferred one that claim what it claims must not overtake it.
    for (const key of own) written.add(key);
    if (isTwin) {
      deferred.push(row);
      continue;
    }
    const characters = charactersIn(row.plan);
    const checks = [...new Set(row.plan.filter(isShared).map(keyText))];
    const fits =
      open.writes + own.length + open.checks.size + missing(open, checks) <= limit &&
      open.characters + characters <= maxCharacters;
    if (open.rows.length > 0 && !fits) {
      yield open.rows;
      open = emptyPack();
    }
    open.rows.push(row);
    open.writes += own.length;
    open.characters += characters;
    for (const key of checks) open.checks.add(key);
  }
  if (open.rows.length > 0) yield open.rows;
  return undefined;
}

function emptyPack(): Pack {
  return { rows: [], checks: new Set(), writes: 0, characters: 0 };
}

/** About as many as the value has as JSON, every name taken for ten: to write it out would cost more than to plan the row. */
function charactersIn(value: unknown): number {
  if (typeof value === 'string') return value.length + 3;
  if (typeof value !== 'object' || value === null) return 8;
  let sum = 2;
  for (const each of Object.values(value)) sum += 10 + charactersIn(each);
  return sum;
}
