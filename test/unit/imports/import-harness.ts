import type { ObjectCreated } from '#functions/import-plan/object-created';
import { planImport } from '#functions/import-plan/plan-import';
import { importChunk } from '#functions/import-rows/import-chunk';
import type { ChunkMessage } from '#shared/imports/chunk-queue';
import { finishImport } from '#shared/imports/finish-import';
import { type Starters, systemPrincipal } from '#shared/imports/system-principal';
import { roles } from '#shared/permissions/roles';
import {
  bucket,
  memoryClaims,
  memoryFiles,
  memoryImportStore,
  memoryRecords,
} from './memory-imports.ts';

/** The whole pipeline over memory: files in, records and reports out. */
export function importHarness(options: { chunkBytes?: number; starters?: Starters } = {}) {
  let time = Date.parse('2026-03-01T00:00:00Z');
  let lastId = 0;
  const now = () => new Date(time).toISOString();
  const messages: ChunkMessage[] = [];
  const { files, objects, put } = memoryFiles(options.chunkBytes);
  const store = memoryImportStore(now);
  const { store: records, records: stored } = memoryRecords();
  const needs = {
    now,
    bucket,
    files,
    store,
    records,
    claims: memoryClaims(),
    ids: { next: () => String(++lastId).padStart(26, '0') },
    starters: options.starters ?? {
      find: async () => ({ ...systemPrincipal, rights: roles.manager }),
    },
    queue: {
      async send(importId: string, chunks: readonly number[]) {
        messages.push(...chunks.map((chunk) => ({ importId, chunk })));
      },
    },
  };
  const notice = (key: string, version = 'v1'): ObjectCreated => ({
    detail: { bucket: { name: bucket }, object: { key, 'version-id': version } },
  });
  const work = async (message: ChunkMessage) => {
    const end = await importChunk(needs, message);
    if (end.kind === 'done' && end.lastOne) await finishImport(needs, end.job);
  };
  const drain = async () => {
    for (let next = messages.shift(); next; next = messages.shift()) await work(next);
  };
  return {
    needs,
    files,
    objects,
    messages,
    stored,
    store,
    notice,
    work,
    drain,
    put,
    pass: (ms: number) => {
      time += ms;
    },
    values: () => [...stored.values()].map((record) => record.values),
    text: (key: string) => {
      const found = objects.get(key);
      return found === undefined ? undefined : Buffer.from(found).toString('utf8');
    },
    /** Drops a file, lets everything run and gives the import as it ended. */
    async drop(key: string, body: string | Uint8Array, version = 'v1') {
      put(key, body);
      const job = await planImport(needs, notice(key, version));
      await drain();
      return job && (await store.get(job.id));
    },
  };
}
