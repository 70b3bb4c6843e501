import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { company } from '#shared/objects/company';
import { contact } from '#shared/objects/contact';
import { ticket } from '#shared/objects/ticket';
import { creationOf, deletionOf, updateOf } from '#shared/records/changes';
import { createDynamoBulkRecordStore } from '#shared/records/dynamo-bulk-record-store';
import { createDynamoRecordStore } from '#shared/records/dynamo-record-store';
import type { RecordStore } from '#shared/records/record-store';
import { id, recordsBench } from '#test/unit/records/people';
import { openRecordsTable, type RecordsTable } from './records-table.ts';

let table: RecordsTable;
let store: RecordStore;
const { ids } = recordsBench().dependencies;
const origin = {
  userId: id('ada'),
  at: '2026-03-01T08:00:00.000Z',
  means: 'api',
  cause: 'request-1',
} as const;

beforeAll(async () => {
  table = await openRecordsTable();
  store = createDynamoRecordStore(table.documents, table.name);
});
beforeEach(() => table.reset());
afterEach(() => table.faults.clear());
afterAll(() => table.close());

function creation(values: Record<string, string>) {
  return creationOf(origin, contact, { id: ids.next(), values, teamId: undefined });
}

describe('while transactions meet others', () => {
  it('every write still ends as it would alone', async () => {
    table.faults.set('transaction-conflict', 0.4);
    for (let round = 0; round < 12; round += 1) {
      const made = creation({ name: 'A', email: `a${round}@example.com` });
      expect(await store.create(contact, made, undefined)).toEqual({ kind: 'created' });
      const update = updateOf(ids, origin, contact, made.record, { email: null }, undefined)!;
      const outcome = await store.update(contact, made.record, update.after, update.change);
      expect(outcome).toEqual({ kind: 'changed' });
      expect(await store.get(contact, made.record.id)).toEqual(update.after);
    }
  });

  it('a number is taken once, by whoever else takes one', async () => {
    table.faults.set('transaction-conflict', 0.3);
    const numbers = await Promise.all(Array.from({ length: 20 }, () => store.takeNumber(ticket)));
    expect(new Set(numbers).size).toBe(20);
  });

  it('a write that meets one every time is given up and leaves nothing', async () => {
    table.faults.set('transaction-conflict', 1);
    const made = creation({ name: 'A', email: 'a@example.com' });
    await expect(store.create(contact, made, undefined)).rejects.toMatchObject({
      code: 'service.unavailable',
      details: { retryAfter: 1 },
    });
    table.faults.clear();
    expect(await store.get(contact, made.record.id)).toBeUndefined();
    const holders = await store.findHolders(contact, [{ field: 'email', value: 'a@example.com' }]);
    expect(holders.size).toBe(0);
  });
});

describe('when the answer to a write is lost', () => {
  it('the write is not done twice and is not taken for somebody else’s', async () => {
    table.faults.set('lost-acknowledgement', 0.5, 'TransactWriteItems');
    let answered = 0;
    for (let round = 0; round < 20; round += 1) {
      const made = creation({ name: 'A', email: `a${round}@example.com` });
      const outcome = await store.create(contact, made, undefined).catch(() => undefined);
      if (!outcome) continue;
      answered += 1;
      expect(outcome).toEqual({ kind: 'created' });
    }
    expect(answered).toBeGreaterThan(10);
    table.faults.clear();
    const list = { ranges: [{ by: 'all' }], sort: 'name', descending: false, limit: 100 } as const;
    const { records } = await store.list(contact, { ...list, after: undefined });
    expect(records.length).toBe(20);
  });

  it('rows of an import are each there once after a second try', async () => {
    const bulk = createDynamoBulkRecordStore(table.documents, table.name);
    const rows = Array.from({ length: 60 }, (_, row) =>
      creation({ name: 'A', email: `a${row}@example.com` }),
    );
    table.faults.set('lost-acknowledgement', 1, 'TransactWriteItems');
    await expect(bulk.createMany(contact, rows)).rejects.toThrow();
    table.faults.clear();
    for (const { kind } of await bulk.createMany(contact, rows))
      expect(['created', 'exists']).toContain(kind);
    const found = await bulk.getMany(
      contact,
      rows.map(({ record }) => record.id),
    );
    expect(found).toHaveLength(60);
  });

  it('a company that could not be deleted at the first try is deleted at the second', async () => {
    const made = creation({ name: 'Acme' });
    await store.create(company, made, undefined);
    table.faults.set('throttle', 1, 'TransactWriteItems');
    const unused = { count: 0, more: false };
    const remove = () =>
      store.remove(company, made.record, deletionOf(ids, origin, made.record), unused);
    await expect(remove()).rejects.toThrow();
    table.faults.clear();
    expect(await store.get(company, made.record.id)).toEqual(made.record);
    expect(await remove()).toEqual({ kind: 'removed' });
  });

  it('DATA-02: a company that is deleted without an answer is referred to by nobody', async () => {
    const { record } = creation({ name: 'Acme' });
    await store.create(company, creationOf(origin, company, record), undefined);
    const seen = await store.referrers(company, record.id);
    const remove = () => store.remove(company, record, deletionOf(ids, origin, record), seen);
    table.faults.set('lost-acknowledgement', 1, 'TransactWriteItems');
    await expect(remove()).rejects.toThrow();
    table.faults.clear();
    const li = creation({ name: 'Li', companyId: record.id });
    expect(await store.create(contact, li, undefined)).toMatchObject({ kind: 'reference_missing' });
    expect(await store.get(company, record.id)).toBeUndefined();
    expect(await remove()).toEqual({ kind: 'version_conflict' });
  });
});

describe('while the store leaves reads unprocessed', () => {
  it('who holds a value is asked again until it is known', async () => {
    const made = creation({ name: 'A', email: 'a@example.com' });
    await store.create(contact, made, undefined);
    table.faults.set('unprocessed-items', 0.5);
    for (let round = 0; round < 5; round += 1) {
      const keys = [{ field: 'email', value: 'a@example.com' }];
      const holders = await store.findHolders(contact, keys);
      expect(holders.get('email#a@example.com')).toBe(made.record.id);
    }
  });
});
