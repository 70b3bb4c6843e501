import { text as textOf } from 'node:stream/consumers';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type RunExportNeeds, runExport } from '#functions/export-rows/run-export';
import { cellText } from '#shared/exports/cell-text';
import type { ExportJob } from '#shared/exports/export-job';
import { shippedDefinitions } from '#shared/objects/shipped-definitions';
import type { Caller } from '#shared/permissions/policy';
import { roles } from '#shared/permissions/roles';
import type { StoredRecord } from '#shared/records/record';

const at = '2026-03-01T08:00:00.000Z';
const manager: Caller = { userId: 'u1', role: 'manager', rights: roles.manager, teamId: undefined };

const record = (number: number): StoredRecord => ({
  id: `r${number}`,
  version: 1,
  values: { name: `Person ${number}` },
  teamId: undefined,
  createdAt: at,
  createdBy: 'u1',
  updatedAt: at,
  updatedBy: 'u1',
});

const queued: ExportJob = {
  schemaVersion: 1,
  id: 'e1',
  object: 'contact',
  format: 'csv',
  filters: {},
  columns: ['name'],
  locale: 'en',
  startedBy: 'u1',
  state: 'queued',
  rows: 0,
  createdAt: at,
};

let job: ExportJob;
let written: string[];
let starter: Caller | undefined;
/** Runs before the page of this number is given. */
let before: (page: number) => void;
let needs: RunExportNeeds;

beforeEach(() => {
  job = queued;
  written = [];
  starter = manager;
  before = () => undefined;
  needs = {
    definitions: shippedDefinitions,
    store: {
      create: async () => undefined,
      find: async () => job,
      list: async () => ({ jobs: [job], next: undefined }),
      async change(_id, from, change) {
        if (!from.includes(job.state)) return undefined;
        job = { ...job, ...change } as ExportJob;
        return job;
      },
    },
    files: {
      async upload(_key, body) {
        const content = await textOf(body);
        written.push(content);
        return content.length;
      },
    },
    async *pages() {
      for (let page = 0; page < 3; page += 1) {
        before(page);
        yield [record(page * 2), record(page * 2 + 1)];
      }
    },
    starters: { find: async () => starter },
    directory: { find: async () => undefined },
    clock: { now: () => new Date(at) },
  };
});

describe('writing an export', () => {
  it('ends with the number of rows, and once more with nothing', async () => {
    await runExport(needs, 'e1');
    expect(job).toMatchObject({ state: 'finished', rows: 6, endedAt: at });
    expect(written[0]).toBe(
      `Full name\r\n${[0, 1, 2, 3, 4, 5].map((n) => `Person ${n}\r\n`).join('')}`,
    );
    await runExport(needs, 'e1');
    expect(written).toHaveLength(1);
  });

  it('starts over where a worker died, with the same file', async () => {
    job = { ...queued, state: 'running', rows: 4 };
    await runExport(needs, 'e1');
    expect(job).toMatchObject({ state: 'finished', rows: 6 });
  });

  it('stops between two pages when it is cancelled', async () => {
    before = (page) => {
      if (page === 1) job = { ...job, state: 'cancelled' };
    };
    await runExport(needs, 'e1');
    expect(job).toMatchObject({ state: 'cancelled', rows: 2 });
    expect(written).toEqual([]);
  });

  it('IMP-28: stops when the starter is disabled or loses the right meanwhile', async () => {
    before = (page) => {
      if (page === 1) starter = undefined;
    };
    await runExport(needs, 'e1');
    expect(job).toMatchObject({ state: 'failed', problem: 'not_permitted' });
    expect(written).toEqual([]);
    job = queued;
    starter = { ...manager, role: 'support', rights: roles.support };
    await runExport(needs, 'e1');
    expect(job).toMatchObject({ state: 'failed', problem: 'not_permitted', rows: 0 });
  });

  it('comes again when the store does not answer', async () => {
    before = () => {
      throw new Error('down');
    };
    await expect(runExport(needs, 'e1')).rejects.toThrow();
    expect(job.state).toBe('running');
  });
});

describe('a cell', () => {
  const context = { locale: 'zh', personName: (id: string) => `${id}@example.com` } as const;
  const labels = { en: 'Field', zh: '字段' };

  it.each([
    [
      'money in the currency’s own digits',
      { kind: 'money', labels },
      { amount: 123_450, currency: 'CNY' },
      '1234.50 CNY',
    ],
    [
      'money without decimals',
      { kind: 'money', labels },
      { amount: 500, currency: 'JPY' },
      '500 JPY',
    ],
    ['a person by their address', { kind: 'user', labels }, 'u1', 'u1@example.com'],
    ['yes and no in words', { kind: 'boolean', labels }, false, '否'],
    ['tags in one cell', { kind: 'tags', labels }, ['a', 'b'], 'a; b'],
    ['nothing as nothing', { kind: 'text', labels }, undefined, ''],
  ] as const)('shows %s', (_title, field, value, expected) =>
    expect(cellText(field, value, context)).toBe(expected),
  );

  it('keeps every text as it is', () => {
    const field = { kind: 'text', labels } as const;
    fc.assert(fc.property(fc.string(), (text) => cellText(field, text, context) === text));
  });
});
