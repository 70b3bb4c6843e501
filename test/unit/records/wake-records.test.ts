import { expect, it } from 'vitest';
import { type WakeNeeds, wakeRecords } from '#functions/record-wake/wake-records';
import { ulidSource as ids } from '#shared/domain/ids';
import { objects } from '#shared/objects/objects';
import { shippedDefinitions } from '#shared/objects/shipped-definitions';
import type { StoredRecord } from '#shared/records/record';
import { createMemoryRecordStore } from './memory-record-store.ts';

const now = '2026-03-02T08:00:00.000Z';

/** Tasks whose reminders are due, and an index that gives so many of them at once, earliest first. */
function dueTasks(count: number, atOnce = 400) {
  const { store, records } = createMemoryRecordStore();
  const names = Array.from({ length: count }, (_, at) => `task-${String(at).padStart(4, '0')}`);
  for (const id of names) {
    const values = { subject: id, status: 'open', remindAt: now };
    const record: StoredRecord = {
      ...{ id, version: 1, values, teamId: undefined },
      ...{ createdAt: now, createdBy: 'ann', updatedAt: now, updatedBy: 'ann' },
    };
    records.set(`task#${id}`, record);
  }
  const isWoken = (id: string) => records.get(`task#${id}`)?.values['remindedAt'] !== undefined;
  const failures: (string | undefined)[] = [];
  const needs: WakeNeeds = {
    store,
    waking: {
      find: async (object) =>
        object === 'task' ? names.filter((id) => !isWoken(id)).slice(0, atOnce) : [],
    },
    definitions: shippedDefinitions,
    clock: { now: () => new Date(now) },
    ids,
    log: { error: (_code, _sentence, fields) => failures.push(fields?.recordId) },
  };
  return { needs, names, isWoken, failures };
}

it('wakes all whose time has come in one run, however many they are', async () => {
  const { needs, names, isWoken } = dueTasks(1_500);
  expect(await wakeRecords(needs, () => true)).toBe(1_500);
  expect(names.every(isWoken)).toBe(true);
});

it('wakes the others where one cannot be woken, and ends', async () => {
  const { needs, names, isWoken, failures } = dueTasks(20, 5);
  const broken = names[2]!;
  const store: WakeNeeds['store'] = {
    ...needs.store,
    async get(object, id) {
      if (id === broken) throw new Error('This one cannot be read.');
      return needs.store.get(object, id);
    },
  };
  await wakeRecords({ ...needs, store }, () => true);
  expect(names.filter((id) => !isWoken(id))).toEqual([broken]);
  expect(new Set(failures)).toEqual(new Set([broken]));
});

it('wakes each once where the index is behind', async () => {
  const { needs, names } = dueTasks(10);
  const waking = { find: async (object: string) => (object === 'task' ? names : []) };
  expect(await wakeRecords({ ...needs, waking }, () => true)).toBe(10);
  const record = await needs.store.get(objects.task, names[0]!);
  expect(record?.version).toBe(2);
});

it('stops when time runs out and goes on the next time', async () => {
  const { needs, names, isWoken } = dueTasks(100, 20);
  let left = 50;
  await wakeRecords(needs, () => {
    left -= 1;
    return left > 0;
  });
  const woken = names.filter(isWoken).length;
  expect(woken).toBeGreaterThan(0);
  expect(woken).toBeLessThan(100);
  await wakeRecords(needs, () => true);
  expect(names.every(isWoken)).toBe(true);
});
