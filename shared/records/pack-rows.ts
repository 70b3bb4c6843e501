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
 * Packs rows into transactions. A row that writes an item another row before it writes too (a value
 * twice in one file) is deferred to the next round, where it meets what the first one left.
 */
export function packRows(
  rows: readonly PlannedRow[],
  limit: number,
): { readonly packs: readonly PlannedRow[][]; readonly deferred: PlannedRow[] } {
  const packs: Pack[] = [];
  const deferred: PlannedRow[] = [];
  const written = new Set<string>();
  let open: Pack | undefined;
  for (const row of rows) {
    const own = row.plan.filter((planned) => !isShared(planned)).map(keyText);
    if (own.some((key) => written.has(key))) {
      deferred.push(row);
      // Rows after it that claim what it claims must not overtake it.
      for (const key of own) written.add(key);
      continue;
    }
    for (const key of own) written.add(key);
    const characters = JSON.stringify(row.plan).length;
    const checks = [...new Set(row.plan.filter(isShared).map(keyText))];
    const fits = (pack: Pack) =>
      pack.writes + own.length + pack.checks.size + missing(pack, checks) <= limit &&
      pack.characters + characters <= maxCharacters;
    if (!open || !fits(open)) {
      open = { rows: [], checks: new Set(), writes: 0, characters: 0 };
      packs.push(open);
    }
    open.rows.push(row);
    open.writes += own.length;
    open.characters += characters;
    for (const key of checks) open.checks.add(key);
  }
  return { packs: packs.map((pack) => pack.rows), deferred };
}
