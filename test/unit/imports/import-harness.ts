import type { ObjectCreated } from '#functions/import-plan/object-created';
import { planImport } from '#functions/import-plan/plan-import';
import { workChunk } from '#functions/import-rows/work-chunk';
import type { ChunkMessage } from '#shared/imports/chunk-queue';
import type { ImportJob } from '#shared/imports/import-job';
import type { Owner } from '#shared/imports/people';
import type { Stage } from '#shared/imports/stage';
import { type Starters, systemPrincipal } from '#shared/imports/system-principal';
import type { Definitions } from '#shared/objects/definitions';
import { shippedDefinitions } from '#shared/objects/shipped-definitions';
import { roles } from '#shared/permissions/roles';
import type { Share } from '#shared/sharing/share';
import {
  bucket,
  memoryClaims,
  memoryFiles,
  memoryImportStore,
  memoryMappings,
} from './memory-imports.ts';
import { memoryRecords } from './memory-records.ts';

/** The whole pipeline over memory: files in, records and reports out. */
export function importHarness(
  options: {
    chunkBytes?: number;
    starters?: Starters;
    people?: Record<string, Owner | readonly Owner[]>;
    shares?: Record<string, Share>;
    definitions?: Definitions;
  } = {},
) {
  let time = Date.parse('2026-03-01T00:00:00Z');
  let lastId = 0;
  const now = () => new Date(time).toISOString();
  const messages: ChunkMessage[] = [];
  const announced: string[] = [];
  const { files, objects, put } = memoryFiles(options.chunkBytes);
  const store = memoryImportStore(now);
  const { store: records, records: stored, matches, edit } = memoryRecords();
  const needs = {
    now,
    definitions: { ...(options.definitions ?? shippedDefinitions), refresh: async () => undefined },
    bucket,
    chunkRows: 500,
    heap: { hold: () => undefined, collect: () => undefined, release: () => undefined },
    files,
    store,
    records,
    matches,
    shares: {
      of: async (_: string, recordId: string) => options.shares?.[recordId],
      among: async (_: string, recordIds: readonly string[]) =>
        new Map(
          recordIds.flatMap((id) => {
            const share = options.shares?.[id];
            return share ? [[id, share.level] as const] : [];
          }),
        ),
    },
    claims: memoryClaims(),
    erased: { isAnybody: async () => false, among: async () => new Set<string>() },
    ids: { next: () => String(++lastId).padStart(26, '0') },
    starters: options.starters ?? {
      find: async () => ({ ...systemPrincipal, rights: roles.manager }),
    },
    people: { named: async (text: string) => [options.people?.[text] ?? []].flat() },
    mappings: memoryMappings(),
    queue: {
      async send(importId: string, stage: Stage, chunks: readonly number[]) {
        messages.push(...chunks.map((chunk) => ({ importId, chunk, stage })));
      },
      async announce(importId: string) {
        announced.push(importId);
      },
    },
  };
  const notice = (key: string, version = 'v1'): ObjectCreated => ({
    detail: { bucket: { name: bucket }, object: { key, 'version-id': version } },
  });
  const work = (message: Omit<ChunkMessage, 'stage'> & { stage?: Stage }) =>
    workChunk(needs, { stage: 'rows', ...message });
  const drain = async () => {
    for (let next = messages.shift(); next; next = messages.shift()) await work(next);
  };
  return {
    needs,
    files,
    objects,
    messages,
    announced,
    stored,
    edit,
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
    /** Uploads a file for somebody, as the API lets them, and gives the import as it then stands. */
    async upload(body: string | Uint8Array, facts: Partial<ImportJob> = {}) {
      const id = String(++lastId).padStart(26, '0');
      const at = now();
      await store.create({
        id,
        state: 'awaiting_upload',
        fileName: 'list.csv',
        startedBy: 'u1',
        createdAt: at,
        updatedAt: at,
        problems: [],
        redrives: 0,
        ...facts,
      });
      put(`uploads/${id}/file`, body);
      await planImport(needs, notice(`uploads/${id}/file`));
      await drain();
      return (await store.get(id))!;
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
