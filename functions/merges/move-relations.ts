import { DomainError } from '#shared/errors/domain-error';
import type { Merge, Move } from '#shared/merges/merge';
import type { Relation } from '#shared/merges/merge-store';
import { everyField, type ObjectDefinition } from '#shared/objects/define-object';
import type { FieldValue, RecordPatch, RelatedRecord } from '#shared/objects/field';
import { storedShapes } from '#shared/objects/stored-value';
import { updateOf } from '#shared/records/changes';
import type { Origin, StoredRecord } from '#shared/records/record';
import type { CommitOutcome, Write } from '#shared/records/record-store';
import type { MayGoOn, MergeDependencies } from './merge-dependencies.ts';

/** How often a record that others change meanwhile is tried again. */
const attempts = 5;

function linksOf(value: FieldValue | undefined): readonly RelatedRecord[] {
  return storedShapes.related.parse(value ?? []);
}

/** The moves that a record needs so that it points at the winner instead of the losers. */
export function movesOf(object: ObjectDefinition, record: StoredRecord, merge: Merge): Move[] {
  const losers = new Set(merge.losers.map(({ id }) => id));
  return everyField(object).flatMap((field): Move[] => {
    const value = record.values[field.name];
    const move = { object: object.name, recordId: record.id, field: field.name };
    if (field.kind === 'reference' && typeof value === 'string')
      return field.object === merge.object && losers.has(value)
        ? [{ ...move, from: value, both: false }]
        : [];
    if (field.kind !== 'related') return [];
    const links = linksOf(value).filter((link) => link.object === merge.object);
    const both = links.some(({ id }) => id === merge.winnerId);
    return links.flatMap(({ id }) => (losers.has(id) ? [{ ...move, from: id, both }] : []));
  });
}

/** Points a related record's links at `to` instead of `from`, each once. */
function relinked(links: readonly RelatedRecord[], merge: Merge, from: string, to: string) {
  const moved = links.map((link) =>
    link.object === merge.object && link.id === from ? { ...link, id: to } : link,
  );
  return [...new Map(moved.map((link) => [`${link.object}#${link.id}`, link])).values()];
}

/** The patch that makes these moves of one record. */
export function patchForward(record: StoredRecord, merge: Merge, moves: readonly Move[]) {
  const patch: Record<string, FieldValue> = {};
  for (const { field, from } of moves) {
    const value = patch[field] ?? record.values[field];
    patch[field] =
      typeof value === 'string'
        ? merge.winnerId
        : relinked(linksOf(value), merge, from, merge.winnerId);
  }
  return patch;
}

/** The patch that takes these moves back, and the fields that point somewhere else by now. */
export function patchBack(record: StoredRecord, merge: Merge, moves: readonly Move[]) {
  const patch: Record<string, FieldValue> = {};
  const changed: string[] = [];
  const returned = new Set<string>();
  for (const { field, from, both } of moves) {
    const value = patch[field] ?? record.values[field];
    if (typeof value === 'string') {
      if (value === merge.winnerId) patch[field] = from;
      else if (value !== from) changed.push(field);
      continue;
    }
    const links = linksOf(value);
    const has = (id: string) =>
      links.some((link) => link.object === merge.object && link.id === id);
    if (has(from)) continue;
    const keepsWinner = both || returned.has(field);
    if (!has(merge.winnerId) && !returned.has(field)) changed.push(field);
    else
      patch[field] = keepsWinner
        ? [...links, { object: merge.object, id: from }]
        : relinked(links, merge, merge.winnerId, from);
    returned.add(field);
  }
  return { patch, changed };
}

/** How a related record is to be changed, and by which write. */
interface Relinking {
  readonly patch: RecordPatch;
  /** Writes the change, or only what goes with it where nothing changes. */
  readonly write: (write: Write) => Promise<CommitOutcome>;
  readonly otherwise?: () => Promise<CommitOutcome>;
}

/**
 * Changes a record as is said of its newest version; false if it is not there any more. Throws
 * `record.version_conflict` if the merge is in another state by now.
 */
export async function relink(
  { store, definitions, ids }: Pick<MergeDependencies, 'store' | 'definitions' | 'ids'>,
  origin: Origin,
  { object: name, recordId }: Relation,
  relinkingOf: (record: StoredRecord) => Relinking,
): Promise<boolean> {
  const object = definitions.current(name);
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const before = await store.get(object, recordId);
    if (!before) return false;
    const { patch, write, otherwise } = relinkingOf(before);
    const update = updateOf(ids, origin, object, before, patch, before.teamId);
    if (!update && !otherwise) return true;
    const outcome = update
      ? await write({ kind: 'update', object, before, ...update })
      : ((await otherwise?.()) ?? { kind: 'committed' });
    if (outcome.kind === 'committed') return true;
    if (outcome.kind === 'reference_missing') throw new DomainError('record.version_conflict');
    if (outcome.kind === 'duplicate') throw new Error('Relations are not unique values.');
    // Past the record's own write it is the merge that is not as it was.
    if (outcome.index > 0 || !update) throw new DomainError('record.version_conflict');
  }
  throw new DomainError('service.unavailable', { retryAfter: 1 });
}

/**
 * Takes a merge's moves back where the loser is `back`, and notes what others have changed since;
 * false if time ran out before all were back.
 */
export async function moveBack(
  dependencies: Pick<MergeDependencies, 'store' | 'definitions' | 'ids' | 'merges'>,
  origin: Origin,
  merge: Merge,
  back: ReadonlySet<string>,
  mayGoOn: MayGoOn,
): Promise<boolean> {
  const { merges } = dependencies;
  for (;;) {
    const some = await merges.someMoves(merge);
    if (some.length === 0) return true;
    const byRecord = Map.groupBy(some, ({ object, recordId }) => `${object}#${recordId}`);
    for (const moves of byRecord.values()) {
      const [first] = moves;
      if (!first) continue;
      if (!mayGoOn()) return false;
      const { object, recordId } = first;
      const wanted = moves.filter(({ from }) => back.has(from));
      const isThere =
        wanted.length > 0 &&
        (await relink(dependencies, origin, first, (record) => {
          const { patch, changed } = patchBack(record, merge, wanted);
          const conflicts = changed.map((field) => ({ object, recordId, field }));
          return {
            patch,
            write: (write) => merges.moveBack(write, merge, moves, conflicts),
            otherwise: () => merges.moveBack(undefined, merge, moves, conflicts),
          };
        }));
      if (isThere) continue;
      const conflicts = wanted.length > 0 ? [{ object, recordId }] : [];
      await merges.moveBack(undefined, merge, moves, conflicts);
    }
  }
}
