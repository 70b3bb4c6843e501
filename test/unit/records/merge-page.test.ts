import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFaults } from '#infra/local/faults';
import { shardCount, shareOf } from '#shared/records/list-range';
import { comparePositions, mergePage, type Source } from '#shared/records/merge-page';

/** A partition that answers at most `batch` entries at once, or a shard's share, as a Query with a limit does. */
function partition(positions: readonly string[], batch: number | undefined, descending: boolean) {
  const ordered = [...positions].sort(comparePositions);
  if (descending) ordered.reverse();
  let reads = 0;
  let given = 0;
  const source: Source<string> = async (after, wanted) => {
    reads += 1;
    const limit = batch ?? shareOf(wanted, shardCount);
    const start = ordered.findIndex((position) => {
      const order = after === undefined ? 1 : comparePositions(position, after);
      return descending && after !== undefined ? order < 0 : order > 0;
    });
    const found = start === -1 ? [] : ordered.slice(start, start + limit);
    given += found.length;
    return {
      entries: found.map((position) => ({ position, item: position })),
      isLast: start === -1 || start + limit >= ordered.length,
    };
  };
  return { source, reads: () => reads, found: () => given };
}

async function walk(sources: readonly Source<string>[], limit: number, descending: boolean) {
  const pages: string[][] = [];
  let after: string | undefined;
  do {
    const { entries, next } = await mergePage(sources, limit, descending, after);
    pages.push(entries.map(({ item }) => item));
    after = next;
  } while (after !== undefined);
  return pages;
}

describe('mergePage', () => {
  it('walks any partitions in order, each record once, every page full but the last', async () => {
    const positions = fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(positions, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 4 }),
        fc.boolean(),
        async (shards, limit, batch, descending) => {
          const sources = shards.map((each) => partition(each, batch, descending).source);
          const pages = await walk(sources, limit, descending);
          const expected = [...new Set(shards.flat())].sort(comparePositions);
          if (descending) expected.reverse();
          expect(pages.flat()).toEqual(expected);
          for (const page of pages.slice(0, -1)) expect(page).toHaveLength(limit);
        },
      ),
    );
  });

  it('goes on behind records that are not meant', async () => {
    const { source } = partition(['a', 'b', 'c', 'd'], 2, false);
    const page = await mergePage([source], 2, false, undefined, (item) => item > 'b');
    expect(page).toEqual({
      entries: [
        { position: 'c', item: 'c' },
        { position: 'd', item: 'd' },
      ],
      next: undefined,
    });
  });

  it('reads each partition once for a page when their shares suffice', async () => {
    const shards = ['a', 'b', 'c', 'd'].map((first) =>
      partition(
        Array.from({ length: 50 }, (_, index) => `${String(index).padStart(2, '0')}${first}`),
        12,
        false,
      ),
    );
    await mergePage(
      shards.map(({ source }) => source),
      25,
      false,
      undefined,
    );
    expect(shards.map(({ reads }) => reads())).toEqual([1, 1, 1, 1]);
  });

  it.each([
    [10, 1.25, 2.1],
    [25, 1.25, 1.8],
    [100, 1.25, 1.35],
  ])(
    'asks shards again for few pages of %i, and reads little more than it shows',
    async (limit, trips, more) => {
      const faults = createFaults(7);
      const rounds = 300;
      let asked = 0;
      let read = 0;
      for (let round = 0; round < rounds; round += 1) {
        const lanes: string[][] = Array.from({ length: shardCount }, () => []);
        for (let at = 0; at < 3 * limit; at += 1)
          lanes[Math.floor(faults.random() * shardCount)]?.push(String(at).padStart(4, '0'));
        const shards = lanes.map((each) => partition(each, undefined, false));
        const sources = shards.map(({ source }) => source);
        const page = await mergePage(sources, limit, false, undefined);
        expect(page.entries.map(({ item }) => Number(item))).toEqual([...Array(limit).keys()]);
        asked += Math.max(...shards.map(({ reads }) => reads()));
        read += shards.reduce((sum, { found }) => sum + found(), 0);
      }
      expect(asked / rounds).toBeLessThan(trips);
      expect(read / rounds / limit).toBeLessThan(more);
    },
  );

  it('asks a shard that has what is shown for no more, only to know that more follows', async () => {
    const shards = [['a', 'b'], ['c']].map((each) => partition(each, 2, false));
    const sources = shards.map(({ source }) => source);
    const page = await mergePage(sources, 2, false, undefined);
    expect(page).toMatchObject({ next: 'b' });
    expect(shards.map(({ reads }) => reads())).toEqual([1, 1]);
  });

  it('orders as the store does, also beyond the basic plane', () => {
    expect(['\u{20000}', '\uff21', 'z'].sort(comparePositions)).toEqual([
      'z',
      '\uff21',
      '\u{20000}',
    ]);
  });
});
