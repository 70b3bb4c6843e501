import { expect, it } from 'vitest';
import { createRecord } from '#functions/records/create-record';
import { deleteRecord } from '#functions/records/delete-record';
import { restoreRecord } from '#functions/records/restore-record';
import { contact } from '#shared/objects/contact';
import { person, recordsBench } from './people.ts';

const manager = person('manager', 'mia');
const request = {
  requestId: 'request-1',
  operation: 'restoreContact',
  idempotencyKey: undefined,
  requestHash: 'hash',
  ifMatch: undefined,
} as const;

async function binned() {
  const { dependencies } = recordsBench();
  const made = { object: contact, values: { name: 'A' }, request };
  const { record } = await createRecord(dependencies, manager, made);
  const input = { object: contact, id: record.id, request };
  await deleteRecord(dependencies, manager, input);
  return { dependencies, input };
}

it('DATA-05: a record that others restore and delete meanwhile is restored all the same', async () => {
  const { dependencies, input } = await binned();
  const { store } = dependencies;
  let meetings = 0;
  const crowded = {
    ...store,
    async restore(...given: Parameters<typeof store.restore>) {
      meetings += 1;
      if (meetings > 1) return store.restore(...given);
      await restoreRecord(dependencies, manager, input);
      await deleteRecord(dependencies, manager, input);
      return { kind: 'version_conflict' } as const;
    },
  };
  const needs = { ...dependencies, store: crowded };
  expect(await restoreRecord(needs, manager, input)).toMatchObject({ version: 5 });
});

it('DATA-05: where others are faster every time it says so, and not that the record is gone', async () => {
  const { dependencies, input } = await binned();
  const restore = async () => ({ kind: 'version_conflict' }) as const;
  const needs = { ...dependencies, store: { ...dependencies.store, restore } };
  await expect(restoreRecord(needs, manager, input)).rejects.toMatchObject({
    code: 'record.version_conflict',
  });
});
