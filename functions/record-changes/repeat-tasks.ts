import type { Directory } from '#shared/auth/directory';
import { derivedId } from '#shared/domain/derived-id';
import type { IdSource } from '#shared/domain/ids';
import { momentOf, wallTimeAt } from '#shared/domain/wall-time';
import { systemPrincipalId } from '#shared/imports/system-principal';
import { fieldsOf, type ObjectDefinition } from '#shared/objects/define-object';
import type { Definitions } from '#shared/objects/definitions';
import type { RecordValues } from '#shared/objects/field';
import { textOf, withValues } from '#shared/objects/rules/values';
import { storedShapes } from '#shared/objects/stored-value';
import { creationOf } from '#shared/records/changes';
import type { StoredRecord } from '#shared/records/record';
import type { BulkRecordStore, RecordStore } from '#shared/records/record-store';
import { nextOccurrence } from './next-occurrence.ts';
import type { StreamEntry } from './publish-changes.ts';
import { type StreamedChange, workOffChanges } from './work-off-changes.ts';

export interface RepeatNeeds {
  readonly store: Pick<BulkRecordStore, 'createMany'> & Pick<RecordStore, 'locate'>;
  /** The objects with what administrators added, as of a moment ago. */
  readonly definitions: Definitions & { refresh(): Promise<void> };
  readonly directory: Pick<Directory, 'find'>;
  readonly ids: IdSource;
}

/** Values that belong to one task of a series and not to the next one. */
const ownToEach: ReadonlySet<string> = new Set(['status', 'dueAt', 'remindAt']);

function isOccasion(change: StreamedChange): boolean {
  const { object, action, fields } = change;
  const touches = fields.includes('status') || fields.includes('recurrence');
  return object === 'task' && action === 'updated' && touches;
}

/** The values of the next task of a series; undefined if this one is not done or was the last one. */
export function nextTask(
  object: ObjectDefinition,
  values: RecordValues,
  zone: string,
): RecordValues | undefined {
  const rule = textOf(values, 'recurrence');
  const completedAt = textOf(values, 'completedAt');
  if (rule === undefined || completedAt === undefined) return undefined;
  const dueAt = textOf(values, 'dueAt') ?? completedAt;
  const start = textOf(values, 'seriesStart') ?? dueAt;
  // What has passed meanwhile is not made up for: nobody does last week's round today.
  const after = completedAt > dueAt ? completedAt : dueAt;
  const next = nextOccurrence({ rule, start, zone }, after);
  if (next === undefined) return undefined;
  const carried = fieldsOf(object).flatMap(({ name, managed, unique }) => {
    const value = values[name];
    const isCarried = !managed && !unique && !ownToEach.has(name) && value !== undefined;
    return isCarried ? [[name, value] as const] : [];
  });
  const remindAt = textOf(values, 'remindAt');
  return withValues(Object.fromEntries(carried), {
    seriesStart: start,
    dueAt: next,
    remindAt: remindAt && asFarBefore(next, { dueAt, remindAt }, zone),
  });
}

/** A reminder the day before at nine stays one at nine, also when the clocks are changed in between. */
function asFarBefore(
  next: string,
  { dueAt, remindAt }: { readonly dueAt: string; readonly remindAt: string },
  zone: string,
): string {
  const wall = (time: string) => wallTimeAt(Date.parse(time), zone);
  const moment = momentOf(wall(next) - (wall(dueAt) - wall(remindAt)), zone);
  return new Date(moment).toISOString();
}

async function repeat(needs: RepeatNeeds, change: StreamedChange): Promise<void> {
  const { store, definitions, directory, ids } = needs;
  await definitions.refresh();
  const object = definitions.current('task');
  // Whoever throws away what is done may be faster: the series goes on all the same.
  const { live, binned } = await store.locate(object, change.recordId);
  const task = live ?? binned?.record;
  if (!task?.values['recurrence'] || !task.values['completedAt']) return;
  const ownerId = textOf(task.values, 'ownerId');
  const owner = ownerId === undefined ? undefined : await directory.find(ownerId);
  const values = nextTask(object, task.values, owner?.timeZone ?? 'UTC');
  if (values) await createNext({ store, ids, definitions }, object, task, values);
}

/** The next task has an id of its own that follows from this one, so that it is made once. */
async function createNext(
  { store, ids, definitions }: Pick<RepeatNeeds, 'store' | 'ids' | 'definitions'>,
  object: ObjectDefinition,
  task: StoredRecord,
  values: RecordValues,
): Promise<void> {
  const cause = `repeat ${task.id}`;
  const id = derivedId(task.createdAt, cause);
  const at = textOf(task.values, 'completedAt') ?? task.updatedAt;
  const origin = { userId: systemPrincipalId, at, means: 'automation', cause } as const;
  const creation = creationOf(origin, object, { id, values, teamId: task.teamId });
  const [outcome] = await store.createMany(object, [creation]);
  if (outcome?.kind !== 'reference_missing') return;
  const left = await withoutMissing({ store, definitions }, values, outcome.field);
  await createNext({ store, ids, definitions }, object, task, left);
}

/** Without what is gone of a field: of several records that a task is about the others stay. */
async function withoutMissing(
  { store, definitions }: Pick<RepeatNeeds, 'store' | 'definitions'>,
  values: RecordValues,
  field: string,
): Promise<RecordValues> {
  const links = storedShapes.related.safeParse(values[field]).data ?? [];
  const live = await Promise.all(
    links.map(async (link) => {
      const { live: found } = await store.locate(definitions.current(link.object), link.id);
      return found ? [link] : [];
    }),
  );
  const left = live.flat();
  // Nothing is gone now that was a moment ago: it has come back, or the field holds no links.
  const isUsed = left.length > 0 && left.length < links.length;
  return withValues(values, { [field]: isUsed ? left : undefined });
}

/**
 * Makes the next task of a series when one is done. Returns the places that failed; doing it again makes
 * nothing twice.
 */
export function repeatTasks(
  needs: RepeatNeeds,
  entries: readonly StreamEntry[],
  onFailure: (error: unknown) => void,
): Promise<readonly string[]> {
  const work = async (change: StreamedChange) => {
    if (isOccasion(change)) await repeat(needs, change);
  };
  return workOffChanges(entries, work, onFailure);
}
