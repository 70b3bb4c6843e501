import type { ImportFiles } from '#shared/imports/import-files';
import type { ChunkResult, ImportJob } from '#shared/imports/import-job';
import { isEnded, priorStates } from '#shared/imports/import-states';
import type { ImportStore } from '#shared/imports/import-store';
import type { MatchClaims, MatchHolder } from '#shared/imports/match-claims';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { uniqueKeys } from '#shared/objects/unique-keys';
import type { StoredRecord } from '#shared/records/record';
import {
  type BulkOutcome,
  type BulkRecordStore,
  type Creation,
  uniqueKeyText,
} from '#shared/records/record-store';

export const bucket = 'files';

/** Objects by key; what `inbox/` and `uploads/` hold are the people's files. */
export function memoryFiles(chunkBytes = 65_536) {
  const objects = new Map<string, Uint8Array>();
  const put = (key: string, body: string | Uint8Array) =>
    objects.set(key, typeof body === 'string' ? Buffer.from(body) : body);
  const files: ImportFiles = {
    async facts({ key }) {
      const found = objects.get(key);
      return found && { size: found.byteLength, at: new Date(1_700_000_000_000), versionId: 'v1' };
    },
    async open({ key }) {
      const found = objects.get(key);
      return found && pieces(found, chunkBytes);
    },
    async *readRange({ key }, start, end) {
      yield* pieces(objects.get(key)?.subarray(start, end) ?? new Uint8Array(), chunkBytes);
    },
    async readText(key) {
      const found = objects.get(key);
      return found && Buffer.from(found).toString('utf8');
    },
    async write(key, body) {
      put(key, body);
    },
    async writeStream(key, body) {
      const parts: Uint8Array[] = [];
      for await (const part of body) parts.push(part);
      put(key, Buffer.concat(parts));
    },
  };
  return { files, objects, put };
}

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}

export function memoryImportStore(now: () => string): ImportStore {
  const jobs = new Map<string, ImportJob>();
  const results = new Map<string, Map<number, ChunkResult>>();
  const progress = new Map<string, { done: number; at: string }>();
  const contents = new Map<string, string>();
  const of = (id: string) => {
    const known = results.get(id) ?? new Map<number, ChunkResult>();
    results.set(id, known);
    return known;
  };
  return {
    async create(job) {
      if (jobs.has(job.id)) return false;
      jobs.set(job.id, job);
      return true;
    },
    get: async (id) => jobs.get(id),
    async move(id, to, changes) {
      const job = jobs.get(id);
      const allowed: readonly string[] = priorStates[to];
      if (!job || !allowed.includes(job.state)) return undefined;
      const after = { ...job, ...changes, state: to, updatedAt: now() };
      jobs.set(id, after);
      return after;
    },
    async list({ limit, after }) {
      const all = [...jobs.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
      const rest = all.filter(({ id }) => after === undefined || id < after);
      const page = rest.slice(0, limit);
      return { jobs: page, next: rest.length > limit ? page.at(-1)?.id : undefined };
    },
    listOpen: async () => [...jobs.values()].filter(({ state }) => !isEnded(state)),
    async putResult(id, result) {
      if (of(id).has(result.chunk)) return false;
      of(id).set(result.chunk, result);
      return true;
    },
    getResult: async (id, chunk) => of(id).get(chunk),
    results: async (id) => [...of(id).values()].sort((a, b) => a.chunk - b.chunk),
    async noteProgress(id) {
      const done = (progress.get(id)?.done ?? 0) + 1;
      progress.set(id, { done, at: now() });
      return done;
    },
    lastProgress: async (id) => progress.get(id)?.at,
    async noteRedrive(job) {
      jobs.set(job.id, { ...job, redrives: job.redrives + 1, updatedAt: now() });
      return true;
    },
    async claimContent(hash, importId, unless) {
      const holder = contents.get(hash);
      if (holder !== undefined && holder !== importId && holder !== unless) return holder;
      contents.set(hash, importId);
      return importId;
    },
  };
}

/** Records with their unique values, as the table keeps them. */
export function memoryRecords() {
  const records = new Map<string, StoredRecord>();
  const holders = new Map<string, string>();
  const create = (object: ObjectDefinition, { record }: Creation): BulkOutcome => {
    if (records.has(record.id)) return { kind: 'exists' };
    const keys = uniqueKeys(object, record.values);
    const held = keys.find((key) => holders.has(`${object.name} ${uniqueKeyText(key)}`));
    if (held)
      return {
        kind: 'duplicate',
        field: held.field,
        holderId: holders.get(`${object.name} ${uniqueKeyText(held)}`) ?? '',
      };
    for (const key of keys) holders.set(`${object.name} ${uniqueKeyText(key)}`, record.id);
    records.set(record.id, record);
    return { kind: 'created' };
  };
  const store: BulkRecordStore = {
    async findHolders(object, keys) {
      return new Map(
        keys.flatMap((key): [string, string][] => {
          const holder = holders.get(`${object.name} ${uniqueKeyText(key)}`);
          return holder === undefined ? [] : [[uniqueKeyText(key), holder]];
        }),
      );
    },
    createMany: async (object, creations) => creations.map((each) => create(object, each)),
    getMany: async (_, ids) => ids.flatMap((id) => records.get(id) ?? []),
    async update() {
      throw new Error('Imports do not update yet.');
    },
  };
  return { store, records };
}

export function memoryClaims(): MatchClaims {
  const held = new Map<string, MatchHolder>();
  return {
    async claim(object, claims, at) {
      const others = new Map<string, MatchHolder>();
      for (const { key, recordId } of claims) {
        const holder = held.get(object + key);
        if (holder && holder.recordId !== recordId) others.set(key, holder);
        else held.set(object + key, { recordId, at });
      }
      return others;
    },
    async takeOver(object, { key, recordId }, from, at) {
      if (held.get(object + key)?.recordId !== from.recordId) return false;
      held.set(object + key, { recordId, at });
      return true;
    },
  };
}
