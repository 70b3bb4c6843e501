import { DeleteCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDynamoMembers } from '#shared/campaigns/dynamo-members';
import { joining } from '#shared/campaigns/member-changes';
import { activity } from '#shared/objects/activity';
import { campaign } from '#shared/objects/campaign';
import { company } from '#shared/objects/company';
import { contact } from '#shared/objects/contact';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { RecordValues } from '#shared/objects/field';
import { shippedDefinitions } from '#shared/objects/shipped-definitions';
import { creationOf, deletionOf, updateOf } from '#shared/records/changes';
import { clearLeftovers } from '#shared/records/dynamo-leftovers';
import { createDynamoRecordStore } from '#shared/records/dynamo-record-store';
import type { StoredRecord } from '#shared/records/record';
import { recordKey } from '#shared/records/record-item';
import type { RecordStore } from '#shared/records/record-store';
import { origin, recordsBench } from '#test/unit/records/people';
import { openRecordsTable, type RecordsTable } from './records-table.ts';

let table: RecordsTable;
let store: RecordStore;
const { ids, clock } = recordsBench().dependencies;

beforeAll(async () => {
  table = await openRecordsTable();
  store = createDynamoRecordStore(table.documents, table.name);
});
beforeEach(() => table.reset());
afterEach(() => table.faults.clear());
afterAll(() => table.close());

async function made(object: ObjectDefinition, values: RecordValues): Promise<StoredRecord> {
  const creation = creationOf(origin, object, { id: ids.next(), values, teamId: undefined });
  expect(await store.create(object, creation, undefined)).toEqual({ kind: 'created' });
  return creation.record;
}

async function items(): Promise<Record<string, unknown>[]> {
  const all = [];
  const pages = paginateScan({ client: table.documents }, { TableName: table.name });
  for await (const { Items = [] } of pages) all.push(...Items);
  return all.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
const itemsOf = async ({ name }: ObjectDefinition, id: string) =>
  (await items()).filter(({ pk }) => pk === recordKey(name, id).pk);

/** As the store does it to what has lain in the bin for thirty days. */
async function expire({ name }: ObjectDefinition, id: string): Promise<void> {
  const Key = { ...recordKey(name, id) };
  await table.documents.send(new DeleteCommand({ TableName: table.name, Key }));
}

const clear = (object: ObjectDefinition, id: string) => {
  const needs = { documents: table.documents, table: table.name, store, ids, clock };
  return clearLeftovers({ ...needs, definitions: shippedDefinitions }, object.name, id);
};

/** A company that has gone for good, with a history, and activities about it and another one. */
async function goneCompany(activities: number, changes: number) {
  const [gone, other] = [await made(company, { name: 'Acme' }), await made(company, { name: 'B' })];
  let last = gone;
  for (let change = 0; change < changes; change += 1) {
    const update = updateOf(ids, origin, company, last, { name: `Acme ${change}` }, undefined)!;
    expect(await store.update(company, last, update.after, update.change)).toEqual({
      kind: 'changed',
    });
    last = update.after;
  }
  const related = [gone, other].map(({ id }) => ({ object: 'company' as const, id }));
  const linked = [];
  for (let number = 0; number < activities; number += 1)
    linked.push(await made(activity, { type: 'call', subject: `Call ${number}`, related }));
  await expire(company, gone.id);
  return { gone, other, linked };
}

async function expectCleared({ gone, other, linked }: Awaited<ReturnType<typeof goneCompany>>) {
  expect(await itemsOf(company, gone.id)).toEqual([]);
  for (const { id } of linked) {
    const left = await store.get(activity, id);
    expect(left).toMatchObject({
      version: 2,
      values: { related: [{ object: 'company', id: other.id }] },
    });
    const { changes } = await store.changes(activity, id, { limit: 10, after: undefined });
    expect(changes.map(({ action }) => action)).toEqual(['updated', 'created']);
  }
  const timeline = await store.timeline(company, other.id, { limit: 100, after: undefined });
  const told = timeline.happenings.filter(({ kind }) => kind !== 'change');
  expect(told).toHaveLength(linked.length);
}

/** As the stream does it: again until it has worked. */
async function untilDone(work: () => Promise<unknown>): Promise<number> {
  for (let failures = 0; failures < 50; failures += 1) {
    const hasWorked = await work().then(
      () => true,
      () => false,
    );
    if (hasWorked) return failures;
  }
  throw new Error('It never worked.');
}

describe('what a record leaves that has gone for good', () => {
  it('DATA-02: is cleared once while the store throttles and leaves deletions unprocessed', async () => {
    const scene = await goneCompany(12, 30);
    table.faults.set('throttle', 0.6);
    table.faults.set('unprocessed-items', 0.5);
    const failures = await untilDone(() => clear(company, scene.gone.id));
    table.faults.clear();
    expect(failures).toBeGreaterThan(0);
    await expectCleared(scene);
  });

  it('DATA-02: is cleared once by two workers that come to it at the same time', async () => {
    const scene = await goneCompany(20, 110);
    const both = await Promise.allSettled([
      clear(company, scene.gone.id),
      clear(company, scene.gone.id),
    ]);
    if (both.some(({ status }) => status === 'rejected')) await clear(company, scene.gone.id);
    await expectCleared(scene);
  });

  it('DATA-02: stays while nothing can be deleted, and all that belongs to others stays for ever', async () => {
    const scene = await goneCompany(3, 2);
    const others = async () =>
      (await items()).filter(({ pk }) => !String(pk).includes(scene.gone.id));
    const before = (await itemsOf(company, scene.gone.id)).length;
    table.faults.set('throttle', 1, 'BatchWriteItem');
    await expect(clear(company, scene.gone.id)).rejects.toThrow();
    table.faults.clear();
    // Unlinking takes the timeline with it; the history waits.
    const left = await itemsOf(company, scene.gone.id);
    expect(left.length).toBe(before - scene.linked.length);
    const kept = await others();
    await clear(company, scene.gone.id);
    await expectCleared(scene);
    expect(await others()).toEqual(kept);
  });

  it('DATA-02: is a campaign’s memberships too, which two workers end at the same time', async () => {
    const members = createDynamoMembers(table.documents, table.name);
    const { id } = await made(campaign, { name: 'Fair' });
    const people = await Promise.all(
      Array.from({ length: 60 }, (_, at) => made(contact, { name: `P ${at}` })),
    );
    const writes = people.map((each) => ({
      after: joining(origin, id, { object: 'contact', id: each.id }, 'planned'),
    }));
    expect(new Set(await members.write(id, writes))).toEqual(new Set(['written']));
    await expire(campaign, id);
    table.faults.set('unprocessed-items', 0.3);
    await Promise.all([members.clear(id), members.clear(id)]);
    await Promise.all([clear(campaign, id), clear(campaign, id)]);
    table.faults.clear();
    expect((await items()).filter((item) => JSON.stringify(item).includes(id))).toEqual([]);
    expect(await Promise.all(people.map((each) => store.get(contact, each.id)))).toEqual(people);
  });
});

describe('while the store throttles a deletion', () => {
  it('DATA-02: a record with references goes into the bin with all of them, or not at all', async () => {
    const acme = await made(company, { name: 'Acme' });
    const li = await made(contact, { name: 'Li', email: 'li@example.com', companyId: acme.id });
    const seen = await store.referrers(contact, li.id);
    const remove = () => store.remove(contact, li, deletionOf(ids, origin, li), seen);
    const before = await items();
    table.faults.set('throttle', 1, 'TransactWriteItems');
    await expect(remove()).rejects.toThrow();
    table.faults.clear();
    expect(await items(), 'nothing was written').toEqual(before);
    expect((await store.referrers(company, acme.id)).count).toBe(1);

    table.faults.set('throttle', 0.7, 'TransactWriteItems');
    await untilDone(remove);
    table.faults.clear();
    expect(await store.get(contact, li.id)).toBeUndefined();
    expect((await store.getBinned(contact, li.id))?.record.values).toEqual(li.values);
    expect((await store.referrers(company, acme.id)).count).toBe(0);
    const key = [{ field: 'email', value: 'li@example.com' }];
    expect((await store.findHolders(contact, key)).size, 'the address is free').toBe(0);
    const { changes } = await store.changes(contact, li.id, { limit: 10, after: undefined });
    expect(changes.map(({ action }) => action)).toEqual(['deleted', 'created']);
    const again = await made(contact, { name: 'Li', email: 'li@example.com', companyId: acme.id });
    expect((await store.referrers(company, acme.id)).count).toBe(1);
    expect(again.id).not.toBe(li.id);
  });

  it('DATA-02: a record that others refer to stays, with all that refers to it', async () => {
    const acme = await made(company, { name: 'Acme' });
    await made(contact, { name: 'Li', companyId: acme.id });
    const before = await items();
    table.faults.set('throttle', 0.5);
    const outcomes: string[] = [];
    await untilDone(async () => {
      const seen = await store.referrers(company, acme.id);
      const change = deletionOf(ids, origin, acme);
      outcomes.push((await store.remove(company, acme, change, seen)).kind);
    });
    table.faults.clear();
    expect(outcomes).toEqual(['in_use']);
    expect(await items()).toEqual(before);
  });
});
