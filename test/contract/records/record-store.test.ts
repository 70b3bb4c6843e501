import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDynamoCursorSecret } from '#shared/data/dynamo-cursor-secret';
import { company } from '#shared/objects/company';
import { contact } from '#shared/objects/contact';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { RecordValues } from '#shared/objects/field';
import { ticket } from '#shared/objects/ticket';
import { creationOf, deletionOf, restorationOf, updateOf } from '#shared/records/changes';
import { createDynamoRecordStore } from '#shared/records/dynamo-record-store';
import type { Origin, StoredRecord } from '#shared/records/record';
import type { IdempotentRequest, OfferedNumber, RecordStore } from '#shared/records/record-store';
import { id, recordsBench } from '#test/unit/records/people';
import { openRecordsTable, type RecordsTable } from './records-table.ts';

let table: RecordsTable;
let store: RecordStore;
const { ids, clock } = recordsBench().dependencies;

beforeAll(async () => {
  table = await openRecordsTable();
  store = createDynamoRecordStore(table.documents, table.name);
});
beforeEach(() => table.reset());
afterAll(() => table.close());

function origin(): Origin {
  return { userId: id('ada'), at: clock.now().toISOString(), means: 'api', cause: 'request-1' };
}

async function create(values: RecordValues, object: ObjectDefinition = contact) {
  const creation = creationOf(origin(), object, { id: ids.next(), values, teamId: 'north' });
  const outcome = await store.create(object, creation, undefined);
  return { outcome, record: creation.record };
}

async function change(before: StoredRecord, patch: RecordValues | Record<string, null>) {
  const update = updateOf(ids, origin(), contact, before, patch, before.teamId);
  if (!update) throw new Error('The patch changes nothing.');
  return { outcome: await store.update(contact, before, update.after, update.change), ...update };
}

async function remove(record: StoredRecord, object: ObjectDefinition = contact) {
  const seen = await store.referrers(object, record.id);
  return store.remove(object, record, deletionOf(ids, origin(), record), seen);
}

async function holderOf(email: string): Promise<string | undefined> {
  const holders = await store.findHolders(contact, [{ field: 'email', value: email }]);
  return holders.get(`email#${email}`);
}

describe('a record', () => {
  it('DATA-06: that no table holds is refused, and so is a change that no entry holds', async () => {
    const refused = { code: 'request.too_large' };
    await expect(create({ name: 'A', notes: 'x'.repeat(410_000) })).rejects.toMatchObject(refused);
    const { record } = await create({ name: 'B', notes: 'x'.repeat(300_000) });
    const rewritten = change(record, { notes: 'y'.repeat(300_000) });
    await expect(rewritten).rejects.toMatchObject(refused);
    expect(await store.get(contact, record.id)).toEqual(record);
  });

  it('is read as it was written, by one request each way', async () => {
    const values = {
      name: '杭州云帆',
      employees: 12,
      creditLimit: { amount: 1_000_00, currency: 'CNY' },
      tags: ['a', 'b'],
      taxNumber: '91330100MA',
    };
    const { outcome, record } = await create(values, company);
    expect(outcome).toEqual({ kind: 'created' });
    expect(await store.get(company, record.id)).toEqual(record);
    expect(await store.get(contact, record.id)).toBeUndefined();
    expect(table.requests()).toEqual(['TransactWriteItems', 'GetItem', 'GetItem']);
  });

  it('is refused when another holds its address, whoever comes first of many', async () => {
    const made = await Promise.all(
      Array.from({ length: 20 }, () => create({ name: 'A', email: 'li@example.com' })),
    );
    const winners = made.filter(({ outcome }) => outcome.kind === 'created');
    expect(winners).toHaveLength(1);
    const holderId = winners[0]!.record.id;
    for (const { outcome, record } of made)
      if (record.id !== holderId)
        expect(outcome).toEqual({ kind: 'duplicate', field: 'email', holderId });
    expect(await holderOf('li@example.com')).toBe(holderId);
  });

  it('cannot refer to what is not there', async () => {
    const { outcome, record } = await create({ name: 'A', companyId: id('nobody') });
    expect(outcome).toEqual({ kind: 'reference_missing', field: 'companyId' });
    expect(await store.get(contact, record.id)).toBeUndefined();
  });
});

describe('a repeated request', () => {
  const request: IdempotentRequest = {
    key: 'key-1',
    userId: id('ada'),
    operation: 'createContact',
    requestHash: 'hash',
  };
  const attempt = (at: string, over: Partial<IdempotentRequest> = {}) =>
    store.create(
      contact,
      creationOf({ ...origin(), at }, contact, {
        id: ids.next(),
        values: { name: 'A', email: 'li@example.com' },
        teamId: undefined,
      }),
      { ...request, ...over },
    );
  const at = '2026-03-01T08:00:00.000Z';

  it('makes one record however many arrive at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => attempt(at)));
    expect(outcomes.filter(({ kind }) => kind === 'created')).toHaveLength(1);
    const replayed = outcomes.flatMap((each) => (each.kind === 'replayed' ? [each.record.id] : []));
    expect(replayed).toHaveLength(19);
    expect(new Set([...replayed, await holderOf('li@example.com')]).size).toBe(1);
  });

  it('is another request with another body, and independent for another person or operation', async () => {
    await attempt(at);
    expect(await attempt(at, { requestHash: 'other' })).toEqual({ kind: 'key_reused' });
    for (const over of [{ userId: id('bea') }, { operation: 'createCompany' }])
      expect(await attempt(at, over)).toMatchObject({ kind: 'duplicate' });
  });

  it('is foreseen as its transaction would answer it, and without a key who holds the value', async () => {
    const values = { name: 'A', email: 'LI@example.com' };
    const foresee = (over: Partial<IdempotentRequest> = {}, when = at) =>
      store.foresee(contact, values, { ...request, ...over }, when);
    expect(await foresee()).toBeUndefined();
    expect(await store.foresee(contact, values, undefined, at)).toBeUndefined();
    await attempt(at);
    expect(await foresee()).toEqual(await attempt(at));
    expect(await foresee({ requestHash: 'other' })).toEqual({ kind: 'key_reused' });
    expect(await foresee({ userId: id('bea') })).toBeUndefined();
    expect(await foresee({}, '2026-03-02T08:00:01.000Z')).toBeUndefined();
    const holderId = await holderOf('li@example.com');
    const held = { kind: 'duplicate', field: 'email', holderId };
    expect(await store.foresee(contact, values, undefined, at)).toEqual(held);
    expect(await store.foresee(contact, { name: 'A' }, undefined, at)).toBeUndefined();
  });

  it('holds its key for itself alone, for a day, also where it makes no record', async () => {
    const claim = (over: Partial<IdempotentRequest> = {}, when = at) =>
      store.claim({ ...request, ...over }, when);
    const others = ['1', '2', '3', '4'].map((requestHash) => claim({ requestHash }));
    expect((await Promise.all(others)).filter((isHeld) => isHeld)).toHaveLength(1);
    const over = { key: 'key-2' };
    expect([await claim(over), await claim(over)]).toEqual([true, true]);
    expect(await claim({ ...over, requestHash: 'other' })).toBe(false);
    expect(await claim({ ...over, requestHash: 'other', userId: id('bea') })).toBe(true);
    const next = '2026-03-02T08:00:01.000Z';
    expect(await claim({ ...over, requestHash: 'other' }, next)).toBe(true);
    expect(await claim(over, next)).toBe(false);
  });

  it('is forgotten after a day, even if nothing has swept it away', async () => {
    await attempt(at);
    expect(await attempt('2026-03-02T07:59:00.000Z')).toMatchObject({ kind: 'replayed' });
    expect(await attempt('2026-03-02T08:00:01.000Z')).toMatchObject({ kind: 'duplicate' });
  });
});

describe('an offered number', () => {
  let store: RecordStore;
  beforeEach(() => {
    store = createDynamoRecordStore(table.documents, table.name);
  });
  const offer = async () => (await store.offerNumber(ticket))!;
  const attempt = async (offered: OfferedNumber, companyId?: string) => {
    const values = { subject: 'A', number: offered.number, ...(companyId ? { companyId } : {}) };
    const creation = creationOf(origin(), ticket, { id: ids.next(), values, teamId: 'north' });
    return store.create(ticket, creation, undefined, offered);
  };

  it('goes to one of many who were offered it, and the next is another one', async () => {
    const offered = await offer();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => attempt(offered)));
    expect(outcomes.filter(({ kind }) => kind === 'created')).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind === 'number_taken')).toHaveLength(7);
    expect(await store.takeNumber(ticket)).toBe('T-000002');
  });

  it('is none for a while after one came too late', async () => {
    const offered = await offer();
    await attempt(offered);
    expect(await attempt(offered)).toEqual({ kind: 'number_taken' });
    for (let time = 0; time < 8; time += 1) expect(await store.offerNumber(ticket)).toBeUndefined();
    expect(await attempt(await offer())).toEqual({ kind: 'created' });
    expect((await offer()).number).toBe('T-000003');
  });

  it('is offered again when its record was refused', async () => {
    const offered = await offer();
    expect((await attempt(offered, ids.next())).kind).toBe('reference_missing');
    expect(await offer()).toEqual(offered);
  });
});

describe('a change', () => {
  it('moves the address to the record’s new one and frees the old one', async () => {
    const { record } = await create({ name: 'A', email: 'old@example.com' });
    const { outcome, after } = await change(record, { email: 'new@example.com' });
    expect(outcome).toEqual({ kind: 'changed' });
    expect(await store.get(contact, record.id)).toEqual(after);
    expect(await holderOf('old@example.com')).toBeUndefined();
    expect(await holderOf('new@example.com')).toBe(record.id);
    expect((await create({ name: 'B', email: 'old@example.com' })).outcome.kind).toBe('created');
  });

  it('is made by one of many who read the same version, and no other is half made', async () => {
    const { record } = await create({ name: 'A' });
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        change(record, { name: `A${index}`, email: `a${index}@example.com` }),
      ),
    );
    const winners = outcomes.filter(({ outcome }) => outcome.kind === 'changed');
    expect(winners).toHaveLength(1);
    expect(await store.get(contact, record.id)).toEqual(winners[0]!.after);
    const holders = await store.findHolders(
      contact,
      outcomes.map((_, index) => ({ field: 'email', value: `a${index}@example.com` })),
    );
    expect([...holders.values()]).toEqual([record.id]);
    const { changes } = await store.changes(contact, record.id, { limit: 100, after: undefined });
    expect(changes.map(({ version }) => version)).toEqual([2, 1]);
  });

  it('is listed with the others, newest first, page by page', async () => {
    let { record } = await create({ name: 'A' });
    for (const name of ['B', 'C', 'D']) record = (await change(record, { name })).after;
    const first = await store.changes(contact, record.id, { limit: 3, after: undefined });
    const second = await store.changes(contact, record.id, { limit: 3, after: first.next });
    expect(first.changes.map(({ values }) => values['name']?.to)).toEqual(['D', 'C', 'B']);
    expect(second.changes.map(({ action }) => action)).toEqual(['created']);
    expect(second.next).toBeUndefined();
  });
});

describe('a deleted record', () => {
  it('is not found, not listed, holds no address, and cannot be changed or deleted again', async () => {
    const { record } = await create({ name: 'A', email: 'li@example.com' });
    expect(await remove(record)).toEqual({ kind: 'removed' });
    expect(await store.get(contact, record.id)).toBeUndefined();
    expect(await holderOf('li@example.com')).toBeUndefined();
    const list = { ranges: [{ by: 'all' }], sort: 'name', descending: false, limit: 10 } as const;
    expect((await store.list(contact, { ...list, after: undefined })).records).toEqual([]);
    expect((await change(record, { name: 'B' })).outcome.kind).toBe('version_conflict');
    expect((await remove(record)).kind).toBe('version_conflict');
    const { changes } = await store.changes(contact, record.id, { limit: 9, after: undefined });
    expect(changes.map(({ action }) => action)).toEqual(['deleted', 'created']);
  });

  it('was referred to by nobody', async () => {
    const acme = await create({ name: 'Acme' }, company);
    const li = await create({ name: 'Li', companyId: acme.record.id });
    expect(await remove(acme.record, company)).toMatchObject({ kind: 'in_use', count: 1 });
    expect(await store.get(company, acme.record.id)).toEqual(acme.record);
    await change(li.record, { companyId: null });
    expect(await remove(acme.record, company)).toEqual({ kind: 'removed' });
  });

  it('DATA-02: was not referred to after it was looked at either, nor is it afterwards', async () => {
    const acme = (await create({ name: 'Acme' }, company)).record;
    const nobody = await store.referrers(company, acme.id);
    expect(nobody).toEqual({ count: 0, more: false, times: undefined });
    const removeAsSeen = () => store.remove(company, acme, deletionOf(ids, origin(), acme), nobody);
    const li = await create({ name: 'Li', companyId: acme.id });
    expect(await removeAsSeen()).toMatchObject({ kind: 'in_use', count: 1 });
    await change(li.record, { companyId: null });
    const earlier = await store.referrers(company, acme.id);
    expect(earlier).toEqual({ count: 0, more: false, times: 1 });
    const wang = await create({ name: 'Wang', companyId: acme.id });
    const removeThen = store.remove(company, acme, deletionOf(ids, origin(), acme), earlier);
    expect(await removeThen).toMatchObject({ kind: 'in_use', count: 1 });
    await change(wang.record, { companyId: null });
    expect(await removeAsSeen()).toEqual({ kind: 'removed' });
    const late = await create({ name: 'Late', companyId: acme.id });
    expect(late.outcome).toEqual({ kind: 'reference_missing', field: 'companyId' });
    const binned = (await store.getBinned(company, acme.id))!.record;
    const restoration = restorationOf(ids, origin(), binned);
    expect(await store.restore(company, restoration)).toEqual({ kind: 'changed' });
    expect((await create({ name: 'Back', companyId: acme.id })).outcome.kind).toBe('created');
  });

  it('gets no referrer while it is being deleted, whether it ever had one or not', async () => {
    for (let round = 0; round < 10; round += 1) {
      const acme = await create({ name: 'Acme' }, company);
      if (round % 2 === 1) {
        const { record } = await create({ name: 'Wang', companyId: acme.record.id });
        await remove(record);
      }
      const [removed, ...made] = await Promise.all([
        remove(acme.record, company),
        ...Array.from({ length: 5 }, () => create({ name: 'Li', companyId: acme.record.id })),
      ]);
      const isLinked = made.some(({ outcome }) => outcome.kind === 'created');
      expect(removed.kind === 'removed').toBe(!isLinked);
      expect((await store.get(company, acme.record.id)) === undefined).toBe(!isLinked);
    }
  });
});

describe('the cursor secret', () => {
  it('is one, whoever asks first', async () => {
    const secrets = await Promise.all(
      Array.from({ length: 8 }, () => createDynamoCursorSecret(table.documents, table.name).read()),
    );
    expect(new Set(secrets).size).toBe(1);
  });
});
