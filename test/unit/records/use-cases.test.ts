import { describe, expect, it } from 'vitest';
import { createRecord } from '#functions/records/create-record';
import { deleteRecord } from '#functions/records/delete-record';
import { listRecordChanges } from '#functions/records/list-record-changes';
import { listRecords } from '#functions/records/list-records';
import { loadRecord } from '#functions/records/load-record';
import { updateRecord } from '#functions/records/update-record';
import type { Principal } from '#shared/auth/principal';
import { company } from '#shared/objects/company';
import { contact } from '#shared/objects/contact';
import type { RecordValues } from '#shared/objects/field';
import type { RecordStore } from '#shared/records/record-store';
import { id, person, recordsBench } from './people.ts';

const manager = person('manager', 'mia');
const request = {
  requestId: 'request-1',
  operation: 'createContact',
  idempotencyKey: undefined,
  requestHash: 'hash',
} as const;

function create(
  bench: ReturnType<typeof recordsBench>,
  values: RecordValues,
  as: Principal = manager,
  more: { readonly idempotencyKey?: string; readonly requestHash?: string } = {},
) {
  const input = { object: contact, values, request: { ...request, ...more } };
  return createRecord(bench.dependencies, as, input);
}

describe('createRecord', () => {
  it('makes the caller the owner, looks once at what is in the way and writes once', async () => {
    const bench = recordsBench();
    const { record } = await create(bench, { name: '王小明' }, person('sales', 'sam', 'team-1'));
    expect(record).toMatchObject({
      version: 1,
      teamId: 'team-1',
      values: { name: '王小明', ownerId: id('sam') },
    });
    expect(bench.calls).toEqual(['foresee', 'create']);
    expect(bench.changes).toMatchObject([
      {
        change: {
          action: 'created',
          means: 'api',
          cause: 'request-1',
          fields: ['name', 'ownerId'],
        },
      },
    ]);
  });

  it('takes the team of another owner, who has to be active', async () => {
    const colleague = person('sales', 'cho', 'team-2');
    const gone = person('sales', 'gus');
    const bench = recordsBench({ active: [colleague], disabled: [gone] });
    const { record } = await create(bench, { name: 'A', ownerId: colleague.userId });
    expect(record.teamId).toBe('team-2');
    for (const ownerId of [gone.userId, id('nobody')])
      await expect(create(bench, { name: 'B', ownerId })).rejects.toMatchObject({
        code: 'record.reference_missing',
        details: { fields: [{ field: 'ownerId' }] },
      });
    expect(bench.records.size).toBe(1);
  });

  it('answers a repeated request with what the first one made, and refuses another body', async () => {
    const bench = recordsBench();
    const first = await create(bench, { name: 'A' }, manager, { idempotencyKey: 'k' });
    const again = await create(bench, { name: 'A' }, manager, { idempotencyKey: 'k' });
    expect(again).toEqual({ record: first.record, isReplay: true });
    await expect(
      create(bench, { name: 'B' }, manager, { idempotencyKey: 'k', requestHash: 'other' }),
    ).rejects.toMatchObject({ code: 'request.idempotency_mismatch' });
    await create(bench, { name: 'A' }, person('manager', 'max'), { idempotencyKey: 'k' });
    expect(bench.records.size).toBe(2);
  });

  it('names the record that holds the value already', async () => {
    const bench = recordsBench();
    const { record } = await create(bench, { name: 'A', email: 'Li@Example.com' });
    await expect(create(bench, { name: 'B', email: 'ｌｉ@example.com' })).rejects.toMatchObject({
      code: 'record.duplicate',
      details: { conflictsWith: record.id, fields: [{ field: 'email' }] },
    });
  });

  it('writes nothing for a value that is taken or a key that was used', async () => {
    const bench = recordsBench();
    const values = { name: 'A', email: 'a@example.com' };
    const keyed = { idempotencyKey: 'key', requestHash: 'hash' };
    const { record } = await create(bench, values, manager, keyed);
    bench.calls.length = 0;
    await expect(create(bench, values)).rejects.toMatchObject({ code: 'record.duplicate' });
    expect(await create(bench, values, manager, keyed)).toEqual({ record, isReplay: true });
    await expect(
      create(bench, values, manager, { ...keyed, requestHash: 'other' }),
    ).rejects.toMatchObject({ code: 'request.idempotency_mismatch' });
    expect(bench.calls).toEqual(['foresee', 'get', 'foresee', 'foresee']);
  });

  it.each(['somebody who changed it since', 'somebody who is gone'])(
    'creates with a value that a late look still shows with %s',
    async (who) => {
      const bench = recordsBench();
      const { record: other } = await create(bench, { name: 'B', email: 'b@example.com' });
      const holderId = who.endsWith('gone') ? id('nobody') : other.id;
      const store: RecordStore = {
        ...bench.dependencies.store,
        foresee: async () => ({ kind: 'duplicate', field: 'email', holderId }),
      };
      const late = { ...bench, dependencies: { ...bench.dependencies, store } };
      const { record } = await create(late, { name: 'A', email: 'a@example.com' });
      expect(bench.records.has(`contact#${record.id}`)).toBe(true);
    },
  );

  it('refuses fields that the role may not write, naming them, before it asks the store', async () => {
    const bench = recordsBench();
    const values = { name: 'A', bankAccount: '1', creditLimit: { amount: 1, currency: 'CNY' } };
    await expect(
      createRecord(bench.dependencies, person('sales'), { object: company, values, request }),
    ).rejects.toMatchObject({
      code: 'request.forbidden',
      details: { fields: [{ field: 'bankAccount' }, { field: 'creditLimit' }] },
    });
    expect(bench.calls).toEqual([]);
  });
});

describe('updateRecord', () => {
  const update = (
    bench: ReturnType<typeof recordsBench>,
    recordId: string,
    patch: Parameters<typeof updateRecord>[2]['patch'],
    ifMatch: string | undefined,
    as: Principal = manager,
  ) =>
    updateRecord(bench.dependencies, as, {
      object: contact,
      id: recordId,
      patch,
      request: { requestId: 'request-2', ifMatch },
    });

  it('changes, empties and records what was before', async () => {
    const bench = recordsBench();
    const { record } = await create(bench, { name: 'A', phone: '123', tags: ['x'] });
    const { record: after } = await update(
      bench,
      record.id,
      { phone: null, tags: ['x'], jobTitle: 'CEO' },
      '1',
    );
    expect(after.values).toEqual({
      name: 'A',
      tags: ['x'],
      jobTitle: 'CEO',
      ownerId: manager.userId,
    });
    expect(bench.changes.at(-1)?.change).toMatchObject({
      version: 2,
      fields: ['phone', 'jobTitle'],
      values: { phone: { from: '123' }, jobTitle: { to: 'CEO' } },
    });
  });

  it('writes nothing when nothing changes', async () => {
    const bench = recordsBench();
    const { record } = await create(bench, { name: 'A' });
    expect(await update(bench, record.id, { name: 'A' }, '1')).toEqual({
      record,
      share: undefined,
    });
    expect(bench.calls).toEqual(['foresee', 'create', 'get']);
  });

  it.each(['0', '2', '01', undefined])('refuses version %s when 1 is current', async (ifMatch) => {
    const bench = recordsBench();
    const { record } = await create(bench, { name: 'A' });
    await expect(update(bench, record.id, { name: 'B' }, ifMatch)).rejects.toMatchObject({
      code: 'record.version_conflict',
    });
    expect(bench.records.get(`contact#${record.id}`)).toEqual(record);
  });

  it('does not let a record lose its name', async () => {
    const bench = recordsBench();
    const { record } = await create(bench, { firstName: 'A' });
    await expect(update(bench, record.id, { firstName: null }, '1')).rejects.toMatchObject({
      code: 'request.invalid',
    });
  });

  it('lets sales change their team’s records only, and tells why', async () => {
    const bench = recordsBench();
    const { record } = await create(bench, { name: 'A' }, person('sales', 'sam', 'north'));
    await update(bench, record.id, { name: 'B' }, '1', person('sales', 'tim', 'north'));
    for (const other of [person('sales', 'una', 'south'), person('sales', 'vic')])
      await expect(update(bench, record.id, { name: 'C' }, '2', other)).rejects.toMatchObject({
        code: 'request.forbidden',
        details: { detail: expect.stringContaining('of their team only') },
      });
  });

  it('checks a new owner as a creation does, and takes the new team', async () => {
    const colleague = person('sales', 'cho', 'south');
    const bench = recordsBench({ active: [colleague] });
    const { record } = await create(bench, { name: 'A' }, person('sales', 'sam', 'north'));
    await expect(update(bench, record.id, { ownerId: id('nobody') }, '1')).rejects.toMatchObject({
      code: 'record.reference_missing',
    });
    const { record: moved } = await update(bench, record.id, { ownerId: colleague.userId }, '1');
    expect(moved.teamId).toBe('south');
    const { record: freed } = await update(bench, record.id, { ownerId: null }, '2');
    expect(freed.teamId).toBeUndefined();
  });
});

describe('deleteRecord', () => {
  it('refuses while other records refer to it, and leaves everything as it was', async () => {
    const bench = recordsBench();
    const made = await createRecord(bench.dependencies, manager, {
      object: company,
      values: { name: 'Acme' },
      request,
    });
    const companyId = made.record.id;
    const person1 = await create(bench, { name: 'A', companyId });
    const remove = () =>
      deleteRecord(bench.dependencies, manager, {
        object: company,
        id: companyId,
        request: { requestId: 'r', ifMatch: undefined },
      });
    await expect(remove()).rejects.toMatchObject({ code: 'record.in_use' });
    bench.records.delete(`contact#${person1.record.id}`);
    await remove();
    expect(bench.records.size).toBe(0);
  });

  it('is for senior roles: others are refused', async () => {
    const bench = recordsBench();
    const { record } = await create(bench, { name: 'A' });
    for (const role of ['sales', 'support', 'marketing', 'finance', 'read-only'] as const)
      await expect(
        deleteRecord(bench.dependencies, person(role, 'mia'), {
          object: contact,
          id: record.id,
          request: { requestId: 'r', ifMatch: '1' },
        }),
      ).rejects.toMatchObject({ code: 'request.forbidden' });
    expect(bench.records.size).toBe(1);
  });
});

describe('reading', () => {
  it.each(['', 'nothing', '../../x', id('absent')])('does not find the id %j', async (recordId) => {
    const { dependencies } = recordsBench();
    await expect(
      loadRecord(dependencies, manager, 'read', contact, recordId),
    ).rejects.toMatchObject({
      code: 'request.not_found',
    });
  });

  it('pages with cursors that hold for this caller and this list only', async () => {
    const bench = recordsBench();
    for (const name of ['A', 'B', 'C']) await create(bench, { name });
    const list = (cursor: string | undefined, as = manager, sort?: string) =>
      listRecords(bench.dependencies, as, { object: contact, limit: 2, cursor, sort, filters: {} });
    const first = await list(undefined);
    const second = await list(first.nextCursor);
    expect([...first.records, ...second.records].map(({ values }) => values['name'])).toEqual([
      'A',
      'B',
      'C',
    ]);
    expect(second.nextCursor).toBeUndefined();
    const refused = { code: 'request.cursor_invalid' };
    await expect(list(first.nextCursor, person('manager', 'max'))).rejects.toMatchObject(refused);
    await expect(list(first.nextCursor, manager, 'name')).rejects.toMatchObject(refused);
    await expect(list(`${first.nextCursor}=`)).rejects.toMatchObject(refused);
    await expect(list('x')).rejects.toMatchObject(refused);
  });

  it('finds the holder of an e-mail address however it is written', async () => {
    const bench = recordsBench();
    const { record } = await create(bench, { name: 'A', email: 'Li@example.com' });
    const list = (filters: Record<string, string>) =>
      listRecords(bench.dependencies, manager, {
        object: contact,
        limit: 1,
        cursor: undefined,
        sort: undefined,
        filters,
      });
    expect((await list({ email: 'LI@EXAMPLE.COM' })).records).toEqual([record]);
    expect((await list({ email: 'li@example.com', ownerId: id('zoe') })).records).toEqual([]);
    expect((await list({ email: 'nobody@example.com' })).records).toEqual([]);
  });

  it('shows the changes of a record that may be read', async () => {
    const bench = recordsBench();
    const { record } = await create(bench, { name: 'A' });
    const input = { object: contact, id: record.id, limit: 10, cursor: undefined };
    const { changes } = await listRecordChanges(bench.dependencies, manager, input);
    expect(changes.map(({ action }) => action)).toEqual(['created']);
  });
});
