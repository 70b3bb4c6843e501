import type { Clock } from '#shared/domain/clock';
import type { IdSource } from '#shared/domain/ids';
import { inLanes } from '#shared/domain/in-lanes';
import { systemPrincipalId } from '#shared/imports/system-principal';
import type { Definitions } from '#shared/objects/definitions';
import type { RecordPatch } from '#shared/objects/field';
import { wakeTime, wakingObjects } from '#shared/objects/rules/wake-time';
import { type Log, stackOf } from '#shared/observability/logger';
import { updateOf } from '#shared/records/changes';
import type { RecordStore } from '#shared/records/record-store';

/** Finds what waits for a time. */
export interface WakingRecords {
  /** Ids of records whose time has come, at most about so many. */
  find(
    object: (typeof wakingObjects)[number],
    now: string,
    limit: number,
  ): Promise<readonly string[]>;
}

export interface WakeNeeds {
  readonly waking: WakingRecords;
  readonly store: Pick<RecordStore, 'get' | 'update'>;
  readonly definitions: Definitions;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly log: Pick<Log, 'error'>;
}

/** How many of an object are looked for at once. */
const atOnce = 400;
/** Records worked on at the same time. */
const lanes = 8;

/**
 * Notes on each task whose reminder is due that it was given, and on each ticket whose time is up that
 * it is overdue, until there is none left or no time: at nine in the morning many are due at once. The note
 * is an ordinary change made once, by its version; mails follow from its event.
 */
export async function wakeRecords(needs: WakeNeeds, mayGoOn: () => boolean): Promise<number> {
  const { clock, waking } = needs;
  const now = clock.now().toISOString();
  let woken = 0;
  for (const object of wakingObjects) {
    // The index may lag behind and give the same ones again: a look that wakes nobody is the last one.
    for (let before = -1; before < woken && mayGoOn(); ) {
      before = woken;
      await inLanes(lanes, await waking.find(object, now, atOnce), async (id) => {
        if (mayGoOn() && (await wakeSafely(needs, object, id, now))) woken += 1;
      });
    }
  }
  return woken;
}

/** One that cannot be woken keeps none of the others asleep; it is tried again the next time. */
async function wakeSafely(needs: WakeNeeds, ...one: Waking): Promise<boolean> {
  try {
    return await wakeOne(needs, ...one);
  } catch (error) {
    const [object, recordId] = one;
    const fields = { object, recordId, stack: stackOf(error) };
    needs.log.error(
      'record-wake.failed',
      'A record whose time has come could not be woken.',
      fields,
    );
    return false;
  }
}

type Waking = [name: (typeof wakingObjects)[number], id: string, now: string];

async function wakeOne(
  { store, definitions, ids }: WakeNeeds,
  ...[name, id, now]: Waking
): Promise<boolean> {
  const object = definitions.current(name);
  // The index may lag behind: decide by the record itself.
  const before = await store.get(object, id);
  const time = before && wakeTime(name, before.values);
  if (!before || time === undefined || time > now) return false;
  const patch: RecordPatch = name === 'task' ? { remindedAt: now } : { isOverdue: true };
  const cause = `wake ${time}`;
  const origin = { userId: systemPrincipalId, at: now, means: 'automation', cause } as const;
  const update = updateOf(ids, origin, object, before, patch, before.teamId);
  if (!update) return false;
  const { kind } = await store.update(object, before, update.after, update.change);
  return kind === 'changed';
}
