import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { followMatches } from '#functions/search-index/follow-matches';
import type { RecordImages } from '#functions/search-index/index-records';
import { matchKeys, matchKeyText } from '#shared/duplicates/match-keys';
import { contact } from '#shared/objects/contact';
import type { RecordValues } from '#shared/objects/field';
import type { StoredRecord } from '#shared/records/record';
import { openMatchTable } from '#test/support/match-table';

let table: Awaited<ReturnType<typeof openMatchTable>>;
beforeEach(async () => {
  table = await openMatchTable();
});
afterEach(() => table.close());

const at = '2026-01-01T00:00:00.000Z';
const id = (number: number) => `01KE${String(number).padStart(22, '0')}`;
const all = { by: 'all' } as const;

function person(number: number, values: RecordValues, teamId = 'team-1'): StoredRecord {
  const by = { createdAt: at, createdBy: 'somebody', updatedAt: at, updatedBy: 'somebody' };
  return { id: id(number), version: 1, values, teamId, ...by };
}
const image = (
  before: StoredRecord | undefined,
  after: StoredRecord | undefined,
  bin: Pick<RecordImages, 'binnedBefore' | 'binnedAfter'> = {},
): RecordImages => {
  const recordId = (before ?? after ?? bin.binnedBefore ?? bin.binnedAfter)?.id ?? '';
  return { object: contact, recordId, before, after, ...bin };
};
const follow = (...images: RecordImages[]) => followMatches(table.writer, images);
const groups = async (scope: Parameters<typeof table.index.listGroups>[1] = all) =>
  (await table.index.listGroups('contact', scope, { limit: 50, after: undefined })).groups.map(
    ({ by, ids }) => [by, ids.map((each) => Number(each.slice(4)))],
  );

const phone = { phone: '+4930123456' };

describe('the match index', () => {
  it('lists who has something alike, in each scope that holds one of them', async () => {
    await follow(
      image(undefined, person(1, { ...phone, ownerId: 'ann' })),
      image(undefined, person(2, { ...phone, ownerId: 'ann' }, 'team-2')),
      image(undefined, person(3, { ...phone, ownerId: 'bob' })),
      image(undefined, person(4, { phone: '+4930999999' })),
    );
    expect(await groups()).toEqual([['phone', [1, 2, 3]]]);
    for (const ownerId of ['ann', 'bob'])
      expect(await groups({ by: 'owner', ownerId })).toEqual([['phone', [1, 2, 3]]]);
    for (const teamId of ['team-1', 'team-2'])
      expect(await groups({ by: 'team', teamId })).toEqual([['phone', [1, 2, 3]]]);
    expect(await groups({ by: 'team', teamId: 'team-3' })).toEqual([]);
  });

  it('holds as many records of as many people and teams as a key takes, and lets each of them go', async () => {
    const crowd = Array.from({ length: 24 }, (_, number) =>
      person(number, { ...phone, ownerId: `owner-${number}` }, `team-${number}`),
    );
    for (const record of crowd) await follow(image(undefined, record));
    expect((await groups()).map(([by, ids]) => [by, ids?.length])).toEqual([['phone', 20]]);
    for (const record of crowd.toReversed()) await follow(image(record, undefined));
    expect(await table.items()).toEqual([]);
  });

  it('DATA-02: follows changes, deletion, restore and purge, and leaves nothing behind', async () => {
    const [first, second] = [person(1, phone), person(2, phone)];
    await follow(image(undefined, first), image(undefined, second));
    const both = await table.items();
    const moved = person(2, { phone: '+4930777777' });
    await follow(image(second, moved));
    expect(await groups()).toEqual([]);
    await follow(image(moved, second));
    expect(await table.items()).toEqual(both);

    await follow(image(second, undefined, { binnedAfter: second }));
    expect(await groups()).toEqual([]);
    const [key] = matchKeys('contact', phone);
    const members = (await table.index.find([key!])).get(matchKeyText(key!));
    expect(members?.map((each) => [each.id, each.isDeleted])).toEqual([
      [id(1), false],
      [id(2), true],
    ]);
    await follow(image(undefined, second, { binnedBefore: second }));
    expect(await table.items()).toEqual(both);

    await follow(image(second, undefined, { binnedAfter: second }));
    await follow(image(undefined, undefined, { binnedBefore: second }));
    await follow(image(first, undefined));
    expect(await table.items()).toEqual([]);
  });

  it('ends the same in whatever order and however often batches come at once', async () => {
    const crowd = Array.from({ length: 12 }, (_, number) => person(number, phone));
    await follow(...crowd.map((record) => image(undefined, record)));
    const expected = await table.items();
    const gone = Array.from({ length: 6 }, (_, number) => person(20 + number, phone));
    await Promise.all([
      ...crowd.map((record) => follow(image(undefined, record))),
      ...gone.map((record) => follow(image(undefined, record), image(record, undefined))),
      ...gone.map((record) => follow(image(record, undefined))),
    ]);
    await Promise.all(gone.map((record) => follow(image(record, undefined))));
    expect(await table.items()).toEqual(expected);
  });

  it('writes the keys of many records together, and by itself one that changed meanwhile', async () => {
    const alike = { ...phone, email: 'late@match.example' };
    const crowd = Array.from({ length: 60 }, (_, number) =>
      person(number, { email: `p${number}@match.example`, phone: `+49301${number + 10_000}` }),
    );
    const keys = matchKeys('contact', crowd[0]!.values).length;
    const commands = await table.commandsOf(() =>
      follow(...crowd.map((record) => image(undefined, record))),
    );
    const writes = commands.filter((name) => name.startsWith('TransactWrite'));
    expect(writes).toHaveLength(Math.ceil((crowd.length * keys) / 25));

    // Two batches have read the same key before either writes it: one of them has to look again.
    const [first, second] = [person(70, alike), person(71, alike)];
    const news = crowd.map(({ values }, number) =>
      person(100 + number, { email: `new-${String(values['email'])}` }),
    );
    await Promise.all([
      follow(image(undefined, first), ...news.slice(0, 30).map((each) => image(undefined, each))),
      follow(image(undefined, second), ...news.slice(30).map((each) => image(undefined, each))),
    ]);
    const found = await groups();
    expect(found).toContainEqual(['phone', [70, 71]]);
    const everyone = await table.index.find(
      news.flatMap(({ values }) => matchKeys('contact', values)),
    );
    expect(everyone.size).toBe(news.length);
  });

  it('keeps what a record costs the same however many records there are, and caps large groups', async () => {
    const own = (number: number) => ({
      ...phone,
      email: `p${number}@crowd.example`,
      name: `Person ${number}`,
      companyName: 'Crowd',
    });
    const grow = async (from: number, to: number) => {
      for (let number = from; number < to; number += 50)
        await follow(
          ...Array.from({ length: 50 }, (_, more) =>
            image(undefined, person(number + more, own(number + more))),
          ),
        );
    };
    const cost = async (number: number) => ({
      write: await table.unitsOf(() => follow(image(undefined, person(number, own(number))))),
      read: await table.unitsOf(() => table.index.find(matchKeys('contact', own(number)))),
      list: await table.unitsOf(() => groups()),
    });
    await grow(0, 100);
    const before = await cost(9_001);
    await grow(100, 800);
    expect(await cost(9_002)).toEqual(before);
    expect((await groups()).map(([by, ids]) => [by, ids?.length])).toEqual([['phone', 20]]);
  });
});
