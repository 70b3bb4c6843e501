import { type Finding, openSearchablePeople } from '#test/support/searchable-people';
import { printTable } from './measure.ts';

const sizes = [1_000, 10_000, 100_000];

const queries = [
  ['an address', 'john.smith@one', 'all'],
  ['a rare name', 'zebrow', 'all'],
  ['a common name', 'mary', 'all'],
  ['two common names', 'john smith', 'all'],
  ['a common name among one’s own', 'john', 'own'],
  ['a common name among the team’s', 'john', 'team'],
] as const;

/** Read units of a search among 1,000, 10,000 and 100,000 records, counted by the store. */
export async function search(): Promise<void> {
  const people = await openSearchablePeople(queries.map(([, typed]) => typed));
  const found: Finding[][] = [];
  for (const size of sizes) {
    await people.grow(size);
    const row: Finding[] = [];
    for (const [, typed, scope] of queries) row.push(await people.find(typed, scope));
    found.push(row);
  }
  people.close();
  const rows = queries.map(([title], at) => {
    const units = found.map((row) => row[at]?.units ?? Number.NaN);
    const [floor = Number.NaN] = units;
    const { ids = [], isExact = false } = found.at(-1)?.[at] ?? {};
    const ratio = ((units.at(-1) ?? Number.NaN) / floor).toFixed(2);
    return [title, ...units.map(String), `**${ratio}**`, `${ids.length}${isExact ? '' : '+'}`];
  });
  printTable(
    'Search in 100,000 contacts ÷ in 1,000, read units of the index (goal ≤ 1.1)',
    ['query', ...sizes.map((size) => `units at ${size}`), 'ratio', 'found'],
    rows,
  );
}
