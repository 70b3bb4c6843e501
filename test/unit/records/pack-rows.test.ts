import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contact } from '#shared/objects/contact';
import { creationOf } from '#shared/records/changes';
import { keyText, type PlannedRow, packRows } from '#shared/records/pack-rows';
import { planCreation } from '#shared/records/write-plan';
import { id } from './people.ts';

const origin = {
  userId: id('ada'),
  at: '2026-03-01T08:00:00.000Z',
  means: 'import',
  cause: 'import-1',
} as const;

function rows(values: readonly Record<string, string>[]) {
  return values.map((each, index) => ({
    index,
    plan: planCreation(
      'records',
      contact,
      creationOf(origin, contact, { id: id(`row${index}`), values: each, teamId: undefined }),
    ),
  }));
}

async function packed(all: ReturnType<typeof rows>, limit: number) {
  const deferred: PlannedRow[] = [];
  return { packs: await Array.fromAsync(packRows(all, limit, deferred)), deferred };
}

describe('packRows', () => {
  it('fills transactions, writes no item twice in a round and loses no row', async () => {
    const value = fc.record(
      {
        name: fc.constant('A'),
        email: fc.constantFrom('a@example.com', 'b@example.com', 'c@example.com'),
        companyId: fc.constantFrom(id('acme'), id('bolt')),
      },
      { requiredKeys: ['name'] },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(value, { maxLength: 40 }),
        fc.integer({ min: 5, max: 20 }),
        async (values, limit) => {
          const all = rows(values);
          const { packs, deferred } = await packed(all, limit);
          const placed = [...packs.flat(), ...deferred].map(({ index }) => index);
          expect(placed.sort((a, b) => a - b)).toEqual(all.map(({ index }) => index));
          const written = packs
            .flat()
            .flatMap(({ plan }) =>
              plan.filter(({ guards }) => guards !== 'reference').map(keyText),
            );
          expect(new Set(written).size).toBe(written.length);
          for (const pack of packs)
            expect(new Set(pack.flatMap(({ plan }) => plan.map(keyText))).size).toBeLessThanOrEqual(
              limit,
            );
        },
      ),
    );
  });

  it('keeps the first of rows that claim the same value ahead of the others', async () => {
    const email = 'a@example.com';
    const { packs, deferred } = await packed(rows([{ email }, { email }, { name: 'B' }]), 100);
    expect(packs.map((pack) => pack.map(({ index }) => index))).toEqual([[0, 2]]);
    expect(deferred.map(({ index }) => index)).toEqual([1]);
  });

  it('puts fifty plain rows into one transaction and the next into another', async () => {
    const { packs } = await packed(rows(Array.from({ length: 51 }, () => ({ name: 'A' }))), 100);
    expect(packs.map((pack) => pack.length)).toEqual([50, 1]);
  });

  it('gives a transaction away before the rows of the next are planned', async () => {
    const planned: number[] = [];
    const each = function* () {
      for (const row of rows(Array.from({ length: 120 }, () => ({ name: 'A' })))) {
        planned.push(row.index);
        yield row;
      }
    };
    expect((await packRows(each(), 100, []).next()).value).toHaveLength(50);
    expect(planned).toHaveLength(51);
  });

  it('closes a transaction before it outgrows 4 MB', async () => {
    const notes = '备'.repeat(32_000);
    const { packs } = await packed(
      rows(Array.from({ length: 40 }, () => ({ name: 'A', notes }))),
      100,
    );
    for (const pack of packs)
      expect(Buffer.byteLength(JSON.stringify(pack))).toBeLessThan(4_000_000);
  });
});
