import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchablePeople } from '#test/support/searchable-people';

let people: Awaited<ReturnType<typeof openSearchablePeople>>;
const small = 400;
const large = 1_600;

beforeAll(async () => {
  people = await openSearchablePeople();
});
afterAll(() => people.close());

/** What is found among the crowd, whatever its size. */
const cases = [
  { title: 'one address', typed: 'john.smith@one', scope: 'all', found: [1] },
  { title: 'a rare name', typed: 'zebrow', scope: 'all', found: [3] },
  { title: 'two common names together', typed: 'john smith', scope: 'all', found: [1, 2] },
  { title: 'a common and a rare name', typed: 'ada zeb', scope: 'all', found: [3] },
  { title: 'a common name among one’s own', typed: 'john', scope: 'own', found: [4] },
  { title: 'a common name among the team’s', typed: 'john', scope: 'team', found: [4, 6] },
  { title: 'two words among one’s own', typed: 'own ada', scope: 'own', found: [5] },
] as const;

describe('what a search costs does not depend on how many records there are', () => {
  it('finds the same, exactly, for the same units', async () => {
    await people.grow(small);
    const before = [];
    for (const { typed, scope } of cases) before.push(await people.find(typed, scope));
    const common = await people.find('mary');
    await people.grow(large);
    for (const [at, { title, typed, scope, found }] of cases.entries()) {
      const after = await people.find(typed, scope);
      expect(before[at]!.ids, title).toEqual(found.map(people.id));
      expect(after.ids, title).toEqual(found.map(people.id));
      expect(after.units / before[at]!.units, title).toBeLessThanOrEqual(1.1);
    }
    const commonLater = await people.find('mary');
    expect(commonLater.isExact).toBe(false);
    expect(commonLater.units / common.units).toBeLessThanOrEqual(1.1);
  }, 120_000);

  it('never lets what others own shine through a narrower scope', async () => {
    for (const typed of ['zebrowski', 'smith john', 'p7@crowd.example', 'firm 7']) {
      const { ids, isExact } = await people.find(typed, 'own');
      expect([typed, ids, isExact]).toEqual([typed, [], true]);
    }
  });
});
