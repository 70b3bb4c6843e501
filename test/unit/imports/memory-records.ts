import type { MatchIndex, MatchMember } from '#shared/duplicates/match-index';
import { matchKeys, matchKeyText } from '#shared/duplicates/match-keys';
import { isMatched } from '#shared/duplicates/match-rules';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { displayName } from '#shared/objects/display-name';
import type { ObjectName } from '#shared/objects/names';
import { uniqueKeys } from '#shared/objects/unique-keys';
import type { Change, StoredRecord } from '#shared/records/record';
import {
  type BulkOutcome,
  type BulkRecordStore,
  type ChangeOutcome,
  type Creation,
  type Update,
  uniqueKeyText,
} from '#shared/records/record-store';
import { fold } from '#shared/text/fold';

/** Records with their unique values, references and changes, as the table keeps them. */
export function memoryRecords() {
  const records = new Map<string, StoredRecord>();
  const objectsOf = new Map<string, string>();
  const holders = new Map<string, string>();
  const changes = new Map<string, Change>();
  const numbers = new Map<string, number>();

  const keysOf = (object: ObjectDefinition, record: StoredRecord) =>
    uniqueKeys(object, record.values).map((key) => ({
      field: key.field,
      text: `${object.name} ${uniqueKeyText(key)}`,
    }));
  const write = (object: ObjectDefinition, record: StoredRecord, change: Change) => {
    for (const { text } of keysOf(object, record)) holders.set(text, record.id);
    records.set(record.id, record);
    objectsOf.set(record.id, object.name);
    changes.set(`${record.id} ${change.id}`, change);
  };
  const held = (object: ObjectDefinition, record: StoredRecord) => {
    const key = keysOf(object, record).find(
      ({ text }) => (holders.get(text) ?? record.id) !== record.id,
    );
    return (
      key && { kind: 'duplicate' as const, field: key.field, holderId: holders.get(key.text) ?? '' }
    );
  };
  const release = (object: ObjectDefinition, record: StoredRecord) => {
    for (const { text } of keysOf(object, record)) holders.delete(text);
  };
  const missing = (object: ObjectDefinition, record: StoredRecord) => {
    const field = Object.entries(object.fields).find(
      ([name, { kind }]) =>
        kind === 'reference' &&
        record.values[name] !== undefined &&
        !records.has(String(record.values[name])),
    );
    return field && { kind: 'reference_missing' as const, field: field[0] };
  };
  const create = (object: ObjectDefinition, { record, change }: Creation): BulkOutcome => {
    if (records.has(record.id)) return { kind: 'exists' };
    const refusal = held(object, record) ?? missing(object, record);
    if (refusal) return refusal;
    write(object, record, change);
    return { kind: 'created' };
  };
  const update = (object: ObjectDefinition, { before, after, change }: Update): ChangeOutcome => {
    const current = records.get(before.id);
    if (current?.version !== before.version) return { kind: 'version_conflict' };
    const refusal = held(object, after);
    if (refusal) return refusal;
    release(object, current);
    write(object, after, change);
    return { kind: 'changed' };
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
    createMany: async (object, creations) =>
      Array.fromAsync(creations, (each) => create(object, each)),
    updateMany: async (object, updates) => updates.map((each) => update(object, each)),
    getMany: async (object, ids) =>
      [...new Set(ids)].flatMap((id) =>
        objectsOf.get(id) === object.name ? (records.get(id) ?? []) : [],
      ),
    changesOf: async (_, refs) =>
      new Map(
        refs.flatMap(({ recordId, changeId }) => {
          const change = changes.get(`${recordId} ${changeId}`);
          return change ? [[recordId, change] as const] : [];
        }),
      ),
    findByName: async (object, name) =>
      [...records.values()]
        .filter(
          ({ id, values }) =>
            objectsOf.get(id) === object.name && fold(displayName(object, values)) === fold(name),
        )
        .map(({ id }) => id),
    takeNumbers: async (object, count) =>
      Array.from({ length: count }, () => {
        const number = (numbers.get(object.name) ?? 0) + 1;
        numbers.set(object.name, number);
        return `${object.numbered?.prefix}${String(number).padStart(6, '0')}`;
      }),
    async referrers(_, id) {
      const all = [...records.values()];
      const count = all.filter(({ values }) => Object.values(values).includes(id)).length;
      return { count, more: false };
    },
    async remove(object, before, change) {
      const current = records.get(before.id);
      if (current?.version !== before.version) return { kind: 'version_conflict' };
      const referrers = await store.referrers(object, before.id);
      if (referrers.count > 0) return { kind: 'in_use', ...referrers };
      release(object, current);
      records.delete(before.id);
      changes.set(`${before.id} ${change.id}`, change);
      return { kind: 'removed' };
    },
  };
  /** Who has what alike, as the index of duplicates has it. */
  const matches: Pick<MatchIndex, 'find'> = {
    async find(keys) {
      const found = new Map<string, MatchMember[]>();
      for (const { id, values } of records.values()) {
        const object = objectsOf.get(id) as ObjectName;
        if (!isMatched(object)) continue;
        const member = { object, id, ownerId: undefined, teamId: undefined, isDeleted: false };
        for (const key of matchKeys(object, values).map(matchKeyText))
          found.set(key, [...(found.get(key) ?? []), member]);
      }
      return new Map(
        keys.map((key) => [matchKeyText(key), found.get(matchKeyText(key)) ?? []] as const),
      );
    },
  };
  /** What a person does meanwhile. */
  const edit = (object: ObjectDefinition, id: string, values: StoredRecord['values']) => {
    const before = records.get(id);
    if (!before) throw new Error('There is no such record.');
    release(object, before);
    const after = {
      ...before,
      version: before.version + 1,
      values: { ...before.values, ...values },
    };
    records.set(id, after);
    for (const { text } of keysOf(object, after)) holders.set(text, id);
  };
  return { store, records, matches, edit };
}
