import type { Clock } from '#shared/domain/clock';
import type { IdSource } from '#shared/domain/ids';
import { systemPrincipalId } from '#shared/imports/system-principal';
import type { Definitions } from '#shared/objects/definitions';
import type { RecordPatch } from '#shared/objects/field';
import { wakeTime, wakingObjects } from '#shared/objects/rules/wake-time';
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
}

/** How many of an object are looked at in one run; the next one goes on. */
const atOnce = 400;

/**
 * Notes on each task whose reminder is due that it was given, and on each ticket whose time is up that
 * it is overdue. The note is an ordinary change made once, by its version; mails follow from its event.
 */
export async function wakeRecords(needs: WakeNeeds): Promise<number> {
  const { clock, waking } = needs;
  const now = clock.now().toISOString();
  let woken = 0;
  for (const object of wakingObjects)
    for (const id of await waking.find(object, now, atOnce))
      if (await wakeOne(needs, object, id, now)) woken += 1;
  return woken;
}

async function wakeOne(
  { store, definitions, ids }: WakeNeeds,
  name: (typeof wakingObjects)[number],
  id: string,
  now: string,
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
