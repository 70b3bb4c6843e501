import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { contact } from '#shared/objects/contact';
import { creationOf, updateOf } from '#shared/records/changes';
import { createDynamoRecordStore } from '#shared/records/dynamo-record-store';
import type { Share } from '#shared/sharing/share';
import { shareKey, toShareItem } from '#shared/sharing/share-item';
import { id, recordsBench } from '#test/unit/records/people';
import { openRecordsTable, type RecordsTable } from './records-table.ts';

let table: RecordsTable;
const { ids } = recordsBench().dependencies;
const at = '2026-03-01T08:00:00.000Z';
const origin = { userId: id('ada'), at, means: 'api', cause: 'request-1' } as const;

beforeAll(async () => {
  table = await openRecordsTable();
});
beforeEach(() => table.reset());
afterAll(() => table.close());

const give = (share: Share) =>
  table.documents.send(new PutCommand({ TableName: table.name, Item: toShareItem(share) }));
const take = (share: Share) =>
  table.documents.send(new DeleteCommand({ TableName: table.name, Key: { ...shareKey(share) } }));

it.each([
  ['still counts', (share: Share) => give(share), 'changed'],
  ['was ended', (share: Share) => take(share), 'version_conflict'],
  ['is for reading now', (share: Share) => give({ ...share, level: 'read' }), 'version_conflict'],
  ['is over', (share: Share) => give({ ...share, until: at }), 'version_conflict'],
] as const)(
  'AZ-15: a write that rests on a share which %s between read and write ends as %s',
  async (_, meanwhile, kind) => {
    const store = createDynamoRecordStore(table.documents, table.name);
    const creation = creationOf(origin, contact, {
      id: ids.next(),
      values: { name: 'A' },
      teamId: undefined,
    });
    await store.create(contact, creation, undefined);
    const recipient = { kind: 'user', id: id('bob') } as const;
    const facts = { object: 'contact', recordId: creation.record.id, recipient } as const;
    const share: Share = { ...facts, level: 'edit', sharedBy: id('ada'), sharedAt: at };
    await give(share);
    const update = updateOf(ids, origin, contact, creation.record, { name: 'B' }, undefined)!;
    await meanwhile(share);
    const outcome = await store.update(
      contact,
      creation.record,
      update.after,
      update.change,
      share,
    );
    expect(outcome.kind).toBe(kind);
    const stored = await store.get(contact, creation.record.id);
    expect(stored?.values).toEqual({ name: kind === 'changed' ? 'B' : 'A' });
  },
);
