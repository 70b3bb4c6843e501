import { openSearchablePeople } from '#test/support/searchable-people';
import { printTable } from './measure.ts';

const small = 1_000;
const large = 100_000;

const queries = [
  ['an address', 'john.smith@one', 'all'],
  ['a rare name', 'zebrow', 'all'],
  ['a common name', 'mary', 'all'],
  ['two common names', 'john smith', 'all'],
  ['a common name among one’s own', 'john', 'own'],
  ['a common name among the team’s', 'john', 'team'],
] as const;

/** Read units of a search among 100,000 records ÷ among 1,000, counted by the store. */
export async function search(): Promise<void> {
  const people = await openSearchablePeople();
  await people.grow(small);
  const before = [];
  for (const [, typed, scope] of queries) before.push(await people.find(typed, scope));
  await people.grow(large);
  const rows = [];
  for (const [at, [title, typed, scope]] of queries.entries()) {
    const { units, ids, isExact } = await people.find(typed, scope);
    const floor = before[at]?.units ?? Number.NaN;
    const found = `${ids.length}${isExact ? '' : '+'}`;
    rows.push([title, `${units}`, `${floor}`, `**${(units / floor).toFixed(2)}**`, found]);
  }
  people.close();
  printTable(
    'Search in 100,000 contacts ÷ in 1,000, read units of the index (goal ≤ 1.1)',
    ['query', 'units at 100,000', 'units at 1,000', 'ratio', 'found'],
    rows,
  );
}
