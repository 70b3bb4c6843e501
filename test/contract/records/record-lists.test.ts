import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { company } from '#shared/objects/company';
import { contact } from '#shared/objects/contact';
import { creationOf } from '#shared/records/changes';
import { createDynamoBulkRecordStore } from '#shared/records/dynamo-bulk-record-store';
import { createDynamoRecordStore } from '#shared/records/dynamo-record-store';
import type { ListRange } from '#shared/records/list-range';
import type { StoredRecord } from '#shared/records/record';
import type { ListRequest, RecordStore } from '#shared/records/record-store';
import { id, recordsBench } from '#test/unit/records/people';
import { openRecordsTable, type RecordsTable } from './records-table.ts';

const total = 90;
const owners = [id('ada'), id('bea')] as const;
const teams = ['north', 'south', undefined] as const;
const acme = id('acme');

let table: RecordsTable;
let store: RecordStore;
let records: readonly StoredRecord[];

beforeAll(async () => {
  table = await openRecordsTable();
  store = createDynamoRecordStore(table.documents, table.name);
  const bulk = createDynamoBulkRecordStore(table.documents, table.name);
  const { ids, clock } = recordsBench().dependencies;
  const origin = () =>
    ({ userId: id('ada'), at: clock.now().toISOString(), means: 'import', cause: 'i' }) as const;
  await bulk.createMany(company, [
    creationOf(origin(), company, { id: acme, values: { name: 'Acme' }, teamId: undefined }),
  ]);
  const creations = Array.from({ length: total }, (_, index) =>
    creationOf(origin(), contact, {
      id: ids.next(),
      values: {
        name: `${['Ann', 'ann b', 'Ánn', '王', '𠮷'][index % 5]} ${(index * 37) % total}`,
        ...(index % 3 === 0 ? { ownerId: owners[0] } : { ownerId: owners[1] }),
        ...(index % 9 === 0 ? { companyId: acme } : {}),
      },
      teamId: teams[index % 2],
    }),
  );
  const outcomes = await bulk.createMany(contact, creations);
  expect(outcomes.filter(({ kind }) => kind === 'created')).toHaveLength(total);
  records = creations.map(({ record }) => record);
});
afterAll(() => table.close());

async function walk(request: Omit<ListRequest, 'after'>) {
  const pages: string[][] = [];
  let after: string | undefined;
  do {
    const page = await store.list(contact, { ...request, after });
    pages.push(page.records.map((record) => record.id));
    after = page.next;
  } while (after !== undefined);
  return pages;
}

const all: readonly ListRange[] = [{ by: 'all' }];

describe('a list', () => {
  it.each(['name', 'updatedAt', 'createdAt'] as const)(
    'by %s shows every record once, and backwards in the opposite order',
    async (sort) => {
      const forward = await walk({ ranges: all, sort, descending: false, limit: 20 });
      const backward = await walk({ ranges: all, sort, descending: true, limit: 33 });
      expect(forward.map((page) => page.length)).toEqual([20, 20, 20, 20, 10]);
      expect(new Set(forward.flat())).toEqual(new Set(records.map((record) => record.id)));
      expect(forward.flat()).toHaveLength(total);
      expect(backward.flat()).toEqual(forward.flat().reverse());
    },
  );

  it('by time has the order of creation', async () => {
    const ids = await walk({ ranges: all, sort: 'createdAt', descending: false, limit: 100 });
    expect(ids.flat()).toEqual(records.map((record) => record.id));
  });

  it('asks each shard once for a page, all at the same time', async () => {
    table.forgetRequests();
    await store.list(contact, {
      ranges: all,
      sort: 'name',
      descending: false,
      limit: 25,
      after: undefined,
    });
    expect(table.requests()).toEqual(Array(4).fill('Query'));
  });

  it.each([
    ['an owner', [{ by: 'owner', ownerId: owners[0] }], 'updatedAt'],
    ['a team', [{ by: 'team', teamId: 'north' }], 'updatedAt'],
    ['a company', [{ by: 'parent', field: 'companyId', parentId: acme }], 'name'],
    ['nobody', [{ by: 'owner', ownerId: id('zoe') }], 'updatedAt'],
  ] as const)('of %s has just those', async (who, ranges, sort) => {
    const belongs: Record<string, (record: StoredRecord) => boolean> = {
      'an owner': ({ values }) => values['ownerId'] === owners[0],
      'a team': ({ teamId }) => teamId === 'north',
      'a company': ({ values }) => values['companyId'] === acme,
      nobody: () => false,
    };
    const pages = await walk({ ranges, sort, descending: true, limit: 7 });
    const expected = records.filter((record) => belongs[who]?.(record)).map((record) => record.id);
    expect(pages.flat().sort()).toEqual(expected.sort());
  });

  it('of an owner and a team shows who is in both once', async () => {
    const pages = await walk({
      ranges: [
        { by: 'owner', ownerId: owners[0] },
        { by: 'team', teamId: 'north' },
      ],
      sort: 'updatedAt',
      descending: false,
      limit: 10,
    });
    const expected = records
      .filter(({ values, teamId }) => values['ownerId'] === owners[0] || teamId === 'north')
      .map((record) => record.id);
    expect(pages.flat()).toEqual(expected);
  });
});
