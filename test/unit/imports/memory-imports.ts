import type { ImportFiles } from '#shared/imports/import-files';
import type { ChunkResult, ImportJob } from '#shared/imports/import-job';
import { isEnded, priorStates } from '#shared/imports/import-states';
import type { ImportStore, JobChanges } from '#shared/imports/import-store';
import {
  headerFingerprint,
  type SavedMapping,
  type SavedMappings,
} from '#shared/imports/mapping/saved-mapping';
import type { MatchClaims, MatchHolder } from '#shared/imports/match-claims';

export const bucket = 'files';

/** Objects by key; what `inbox/` and `uploads/` hold are the people's files. */
export function memoryFiles(chunkBytes = 65_536) {
  const objects = new Map<string, Uint8Array>();
  const put = (key: string, body: string | Uint8Array) =>
    objects.set(key, Buffer.from(body as Uint8Array));
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
  const of = (id: string, stage: string) => {
    const known = results.get(`${id} ${stage}`) ?? new Map<number, ChunkResult>();
    results.set(`${id} ${stage}`, known);
    return known;
  };
  const change: ImportStore['amend'] = async (id, states, changes) => {
    const job = jobs.get(id);
    if (!job || !states.includes(job.state)) return undefined;
    const after = { ...job, ...changes, updatedAt: now() };
    jobs.set(id, after);
    return after;
  };
  return {
    async create(job) {
      if (jobs.has(job.id)) return false;
      jobs.set(job.id, job);
      return true;
    },
    get: async (id) => jobs.get(id),
    move: (id, state, changes) =>
      change(id, priorStates[state], { ...changes, state } as JobChanges),
    amend: change,
    async list({ limit, after }) {
      const all = [...jobs.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
      const rest = all.filter(({ id }) => after === undefined || id < after);
      const page = rest.slice(0, limit);
      return { jobs: page, next: rest.length > limit ? page.at(-1)?.id : undefined };
    },
    listOpen: async () =>
      [...jobs.values()].filter(({ state, announce }) => !isEnded(state) || announce),
    async putResult(id, stage, result) {
      if (of(id, stage).has(result.chunk)) return false;
      of(id, stage).set(result.chunk, result);
      return true;
    },
    getResult: async (id, stage, chunk) => of(id, stage).get(chunk),
    results: async (id, stage) => [...of(id, stage).values()].sort((a, b) => a.chunk - b.chunk),
    async dropResults(id, stage, chunks) {
      for (const chunk of chunks) of(id, stage).delete(chunk);
    },
    async noteProgress(id, stage) {
      const done = (progress.get(`${id} ${stage}`)?.done ?? 0) + 1;
      progress.set(`${id} ${stage}`, { done, at: now() });
      return done;
    },
    lastProgress: async (id, stage) => progress.get(`${id} ${stage}`)?.at,
    async noteRedrive(job, redrives) {
      jobs.set(job.id, { ...job, redrives, updatedAt: now() });
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

export function memoryMappings(): SavedMappings {
  const mappings = new Map<string, SavedMapping>();
  return {
    find: async (name) => mappings.get(name),
    findByHeader: async (fingerprint) =>
      [...mappings.values()].find(
        ({ columns }) => headerFingerprint(columns.map(({ header }) => header)) === fingerprint,
      ),
    list: async () => [...mappings.values()],
    async put(mapping) {
      mappings.set(mapping.name, mapping);
    },
    async remove(name) {
      mappings.delete(name);
    },
  };
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
    find: async (object, keys) =>
      new Map(
        keys.flatMap((key) => {
          const holder = held.get(object + key);
          return holder ? [[key, holder] as const] : [];
        }),
      ),
    async release(object, claims) {
      for (const { key, recordId } of claims)
        if (held.get(object + key)?.recordId === recordId) held.delete(object + key);
    },
    async takeOver(object, { key, recordId }, from, at) {
      if (held.get(object + key)?.recordId !== from.recordId) return false;
      held.set(object + key, { recordId, at });
      return true;
    },
  };
}
