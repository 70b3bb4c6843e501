import { uniqueKeys } from '#shared/objects/unique-keys';
import type { Change, StoredRecord } from '#shared/records/record';
import type { BinnedRecord } from '#shared/records/record-item';
import type { IdempotentRequest, RecordStore } from '#shared/records/record-store';
import { uniqueKeyText } from '#shared/records/record-store';

/** A store that keeps the port's promises in memory, and counts how often it was asked. */
export function createMemoryRecordStore() {
  const records = new Map<string, StoredRecord>();
  const changes: { readonly recordId: string; readonly change: Change }[] = [];
  const replays = new Map<string, { requestHash: string; record: StoredRecord }>();
  const claims = new Map<string, string>();
  const bin = new Map<string, BinnedRecord>();
  const calls: string[] = [];
  let numbers = 0;
  const numberOf = (object: Parameters<RecordStore['get']>[0], number: number) =>
    `${object.numbered?.prefix}${String(number).padStart(6, '0')}`;

  const holderOf = (object: Parameters<RecordStore['get']>[0], text: string) =>
    [...records.entries()].find(
      ([key, record]) =>
        key.startsWith(`${object.name}#`) &&
        uniqueKeys(object, record.values).some((unique) => uniqueKeyText(unique) === text),
    )?.[1].id;

  const keyOf = ({ userId, operation, key }: IdempotentRequest) => `${userId}#${operation}#${key}`;
  const earlierOf = (request: IdempotentRequest) => {
    const replay = replays.get(keyOf(request));
    if (!replay) return undefined;
    return replay.requestHash === request.requestHash
      ? ({ kind: 'replayed', record: replay.record } as const)
      : ({ kind: 'key_reused' } as const);
  };

  const refusal = (object: Parameters<RecordStore['get']>[0], record: StoredRecord) => {
    for (const key of uniqueKeys(object, record.values)) {
      const holderId = holderOf(object, uniqueKeyText(key));
      if (holderId !== undefined && holderId !== record.id)
        return { kind: 'duplicate', field: key.field, holderId } as const;
    }
    const companyId = record.values['companyId'];
    if (typeof companyId === 'string' && !records.has(`company#${companyId}`))
      return { kind: 'reference_missing', field: 'companyId' } as const;
    return undefined;
  };

  const store: RecordStore = {
    async get(object, id) {
      calls.push('get');
      return records.get(`${object.name}#${id}`);
    },
    async foresee(object, values, request) {
      calls.push('foresee');
      if (request) return earlierOf(request);
      const [key] = uniqueKeys(object, values);
      const holderId = key && holderOf(object, uniqueKeyText(key));
      return holderId === undefined
        ? undefined
        : { kind: 'duplicate', field: key!.field, holderId };
    },
    async claim(request) {
      calls.push('claim');
      const held = claims.get(keyOf(request)) ?? request.requestHash;
      claims.set(keyOf(request), held);
      return held === request.requestHash;
    },
    async create(object, { record, change }, request, offered) {
      calls.push('create');
      const earlier = request && earlierOf(request);
      if (earlier) return earlier;
      if (offered && offered.last !== numbers) return { kind: 'number_taken' };
      const refused = refusal(object, record);
      if (refused) return refused;
      if (offered) numbers += 1;
      records.set(`${object.name}#${record.id}`, record);
      changes.push({ recordId: record.id, change });
      if (request) replays.set(keyOf(request), { requestHash: request.requestHash, record });
      return { kind: 'created' };
    },
    async update(object, before, after, change) {
      calls.push('update');
      if (records.get(`${object.name}#${before.id}`)?.version !== before.version)
        return { kind: 'version_conflict' };
      const refused = refusal(object, after);
      if (refused) return refused;
      records.set(`${object.name}#${before.id}`, after);
      changes.push({ recordId: before.id, change });
      return { kind: 'changed' };
    },
    async referrers(_, id) {
      const all = [...records.values()];
      return { count: all.filter(({ values }) => values['companyId'] === id).length, more: false };
    },
    async remove(object, before, change) {
      calls.push('remove');
      const referrers = await store.referrers(object, before.id);
      if (referrers.count > 0) return { kind: 'in_use', ...referrers };
      records.delete(`${object.name}#${before.id}`);
      const binned = { ...before, version: change.version, updatedAt: change.at };
      const expiresAt = new Date(Date.parse(change.at) + 30 * 86_400_000).toISOString();
      bin.set(`${object.name}#${before.id}`, { record: binned, expiresAt });
      changes.push({ recordId: before.id, change });
      return { kind: 'removed' };
    },
    async commit(writes) {
      calls.push('commit');
      const made = writes.map((write) =>
        write.kind === 'create' ? write.creation.record : write.after,
      );
      const present = new Map(records);
      for (const [index, write] of writes.entries())
        if (write.kind === 'update') {
          const now = records.get(`${write.object.name}#${write.before.id}`);
          if (now?.version !== write.before.version) return { kind: 'version_conflict', index };
        } else records.set(`${write.object.name}#${write.creation.record.id}`, made[index]!);
      for (const [index, { object }] of writes.entries()) {
        const refused = refusal(object, made[index]!);
        if (!refused) continue;
        records.clear();
        for (const [key, record] of present) records.set(key, record);
        return { ...refused, index };
      }
      for (const [index, write] of writes.entries()) {
        const change = write.kind === 'create' ? write.creation.change : write.change;
        records.set(`${write.object.name}#${made[index]!.id}`, made[index]!);
        changes.push({ recordId: made[index]!.id, change });
      }
      return { kind: 'committed' };
    },
    async listBin() {
      calls.push('listBin');
      return { records: [...bin.values()], next: undefined };
    },
    async getBinned(object, id) {
      calls.push('getBinned');
      return bin.get(`${object.name}#${id}`);
    },
    async locate(object, id) {
      calls.push('locate');
      const key = `${object.name}#${id}`;
      return { live: records.get(key), binned: bin.get(key) };
    },
    async restore(object, { record, change }) {
      calls.push('restore');
      const refused = refusal(object, record);
      if (refused) return refused;
      if (!bin.delete(`${object.name}#${record.id}`)) return { kind: 'version_conflict' };
      records.set(`${object.name}#${record.id}`, record);
      changes.push({ recordId: record.id, change });
      return { kind: 'changed' };
    },
    async offerNumber(object) {
      calls.push('offerNumber');
      return { number: numberOf(object, numbers + 1), last: numbers };
    },
    async takeNumber(object) {
      calls.push('takeNumber');
      numbers += 1;
      return numberOf(object, numbers);
    },
    async timeline(_object, id, { limit }) {
      calls.push('timeline');
      const own = changes.filter(({ recordId }) => recordId === id).slice(-limit);
      const happenings = own.map(
        ({ change }) => ({ kind: 'change', at: change.at, change }) as const,
      );
      return { happenings: happenings.reverse(), next: undefined };
    },
    async list(object, { limit, accepts, ranges, after }) {
      calls.push('list');
      const start = after === undefined ? 0 : Number(after);
      const all = [...records.entries()]
        .filter(([key, record]) => key.startsWith(`${object.name}#`) && accepts?.(record) !== false)
        .map(([, record]) => record);
      if (ranges.length === 0) return { records: [], next: undefined };
      const next = start + limit;
      return {
        records: all.slice(start, next),
        next: next < all.length ? String(next) : undefined,
      };
    },
    async changes(_object, id, { limit }) {
      calls.push('changes');
      const own = changes.filter(({ recordId }) => recordId === id).map(({ change }) => change);
      return { changes: own.reverse().slice(0, limit), next: undefined };
    },
    async findByName(object, name) {
      calls.push('findByName');
      const same = [...records].filter(
        ([key, { values }]) => key.startsWith(`${object.name}#`) && values['name'] === name,
      );
      return same.map(([, { id }]) => id);
    },
    async findHolders(object, keys) {
      calls.push('findHolders');
      return new Map(
        keys.flatMap((key) => {
          const holder = holderOf(object, uniqueKeyText(key));
          return holder === undefined ? [] : [[uniqueKeyText(key), holder] as const];
        }),
      );
    },
  };
  return { store, records, bin, changes, calls };
}
