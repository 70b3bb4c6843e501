import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { company } from '#shared/objects/company';
import { contact } from '#shared/objects/contact';
import type { RecordValues } from '#shared/objects/field';
import { creationOf } from '#shared/records/changes';
import { createDynamoBulkRecordStore } from '#shared/records/dynamo-bulk-record-store';
import type { BulkRecordStore } from '#shared/records/record-store';
import { id } from '#test/unit/records/people';
import { openRecordsTable, type RecordsTable } from './records-table.ts';

let table: RecordsTable;
let store: BulkRecordStore;
const origin = {
  userId: id('ada'),
  at: '2026-03-01T08:00:00.000Z',
  means: 'import',
  cause: 'import-1',
} as const;

beforeAll(async () => {
  table = await openRecordsTable();
  store = createDynamoBulkRecordStore(table.documents, table.name);
});
beforeEach(() => table.reset());
afterAll(() => table.close());

/** Rows of a file: their ids follow from their place, as an import's do. */
function rows(values: readonly RecordValues[], prefix = 'row') {
  return values.map((each, index) =>
    creationOf(origin, contact, {
      id: id(`${prefix}${index}`),
      values: each,
      teamId: undefined,
    }),
  );
}

function counts(outcomes: readonly { readonly kind: string }[]) {
  const found: Record<string, number> = {};
  for (const { kind } of outcomes) found[kind] = (found[kind] ?? 0) + 1;
  return found;
}

describe('createMany', () => {
  it('writes 120 rows in three transactions, and none again when they are tried again', async () => {
    const file = rows(
      Array.from({ length: 120 }, (_, index) => ({ name: 'A', notes: `row ${index}` })),
    );
    expect(counts(await store.createMany(contact, file))).toEqual({ created: 120 });
    expect(table.requests()).toEqual(Array(3).fill('TransactWriteItems'));
    expect(counts(await store.createMany(contact, file))).toEqual({ exists: 120 });
    const found = await store.getMany(
      contact,
      file.map(({ record }) => record.id),
    );
    expect(found).toHaveLength(120);
  });

  it('sends full transactions while later rows are still on their way, and ends them before it fails', async () => {
    const file = rows(
      Array.from({ length: 80 }, (_, index) => ({ name: 'A', notes: `row ${index}` })),
    );
    const late = async function* () {
      yield* file.slice(0, 51);
      while (table.requests().length === 0)
        await new Promise<void>((resolve) => void setImmediate(resolve));
      yield* file.slice(51, 60);
      throw new Error('the rest is unreadable');
    };
    await expect(store.createMany(contact, late())).rejects.toThrow('unreadable');
    const written = await store.getMany(
      contact,
      file.map(({ record }) => record.id),
    );
    expect(written).toHaveLength(50);
  });

  it('costs no other row anything when rows are refused', async () => {
    await store.createMany(contact, rows([{ name: 'T', email: 'taken@example.com' }], 'table'));
    const file = rows([
      { name: 'A', email: 'a@example.com' },
      { name: 'B', email: 'taken@example.com' },
      { name: 'C', email: 'a@example.com' },
      { name: 'D', companyId: id('nobody') },
      { name: 'E', email: 'e@example.com', externalId: '7' },
      { name: 'F', externalId: '7' },
    ]);
    const outcomes = await store.createMany(contact, file);
    expect(outcomes).toEqual([
      { kind: 'created' },
      { kind: 'duplicate', field: 'email', holderId: id('table0') },
      { kind: 'duplicate', field: 'email', holderId: id('row0') },
      { kind: 'reference_missing', field: 'companyId' },
      { kind: 'created' },
      { kind: 'duplicate', field: 'externalId', holderId: id('row4') },
    ]);
    expect(counts(await store.createMany(contact, file))).toEqual({
      exists: 2,
      duplicate: 3,
      reference_missing: 1,
    });
  });

  it('checks a company that many rows name once per transaction', async () => {
    await store.createMany(company, rows([{ name: 'Acme' }], 'acme'));
    const file = rows(Array.from({ length: 40 }, () => ({ name: 'A', companyId: id('acme0') })));
    expect(counts(await store.createMany(contact, file))).toEqual({ created: 40 });
  });

  it('lets one of many who import the same file at once create each row', async () => {
    const file = rows(
      Array.from({ length: 30 }, (_, index) => ({ name: 'A', email: `a${index}@example.com` })),
    );
    const runs = await Promise.all([1, 2, 3].map(() => store.createMany(contact, file)));
    for (let row = 0; row < file.length; row += 1)
      expect(runs.filter((run) => run[row]?.kind === 'created')).toHaveLength(1);
    expect(counts(runs.flat())).toEqual({ created: 30, exists: 60 });
  });

  it('says who holds values, a hundred at a time', async () => {
    const emails = Array.from({ length: 150 }, (_, index) => `a${index}@example.com`);
    await store.createMany(contact, rows(emails.map((email) => ({ name: 'A', email }))));
    table.forgetRequests();
    const holders = await store.findHolders(
      contact,
      [...emails, 'nobody@example.com', emails[0]!].map((value) => ({ field: 'email', value })),
    );
    expect(holders.size).toBe(150);
    expect(holders.get('email#a7@example.com')).toBe(id('row7'));
    expect(table.requests()).toEqual(['BatchGetItem', 'BatchGetItem']);
  });

  it('writes nothing for no rows', async () => {
    expect(await store.createMany(contact, [])).toEqual([]);
    expect(table.requests()).toEqual([]);
  });
});
