import type { StoredPrincipal } from '#shared/auth/principal-item';
import type { IdSource } from '#shared/domain/ids';
import { DomainError } from '#shared/errors/domain-error';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { objectNames } from '#shared/objects/names';
import { objects } from '#shared/objects/objects';
import type { OffBoarding, Position } from '#shared/off-boarding/off-boarding';
import { type HandOver, userFields } from '#shared/off-boarding/records-of-person';
import { updateOf } from '#shared/records/changes';
import type { StoredRecord } from '#shared/records/record';
import type { OffBoardingNeeds, Step } from './off-boarding-step.ts';
import { successorOf } from './successor-of.ts';

/**
 * Hands every record that names the person to the successor, page by page, until a whole pass over an
 * object finds none. Throws `user.successor_required` and `user.successor_inactive`.
 */
export const handOverRecords: Step = async (needs, task) => {
  let { job } = task;
  const successor = await successorOf(needs, job);
  if (!successor) {
    await refuseLeftovers(needs, job);
    return { kind: 'done', count: 0 };
  }
  let position: Position | undefined = job.position ?? startOf(0);
  while (position) {
    if (!task.mayGoOn()) return { kind: 'unfinished' };
    const written = await handOverPage(needs, job, position, successor);
    if (!written) return { kind: 'overtaken' };
    job = written;
    position = job.position;
  }
  const counts = Object.values(job.counts).map((count) => count ?? 0);
  return { kind: 'done', job, count: counts.reduce((sum, count) => sum + count, 0) };
};

async function refuseLeftovers({ records }: OffBoardingNeeds, { userId }: OffBoarding) {
  for (const object of Object.values(objects))
    if ((await records.count(object, userId)) > 0) throw new DomainError('user.successor_required');
}

async function handOverPage(
  needs: OffBoardingNeeds,
  job: OffBoarding,
  position: Position,
  successor: StoredPrincipal,
): Promise<OffBoarding | undefined> {
  const { records, definitions, clock } = needs;
  const object = definitions.current(position.object);
  const page = await records.page(object, job.userId, position.after);
  const at = clock.now().toISOString();
  const handOvers = page.records.flatMap(
    (record) => handOverOf(needs.ids, job, at, object, record, successor) ?? [],
  );
  const { position: _, ...rest } = job;
  const following = positionAfter(position, page.next, handOvers.length > 0);
  return await records.handOver(object, handOvers, (count) => ({
    ...rest,
    ...(following ? { position: following } : {}),
    counts: { ...job.counts, [object.name]: (job.counts[object.name] ?? 0) + count },
    version: job.version + 1,
    updatedAt: at,
  }));
}

/** The record in the successor's hands; nothing if it does not name the person any more. */
function handOverOf(
  ids: IdSource,
  job: OffBoarding,
  at: string,
  object: ObjectDefinition,
  before: StoredRecord,
  successor: StoredPrincipal,
): HandOver | undefined {
  const named = userFields(object).filter((name) => before.values[name] === job.userId);
  const patch = Object.fromEntries(named.map((name) => [name, successor.userId]));
  const teamId = named.includes('ownerId') ? successor.teamId : before.teamId;
  const origin = { userId: job.startedBy, at, means: 'off-boarding', cause: job.jobId } as const;
  const update = updateOf(ids, origin, object, before, patch, teamId);
  return update && { before, ...update };
}

function startOf(index: number): Position | undefined {
  const object = objectNames[index];
  return object && { object, moved: false };
}

function positionAfter(
  { object, moved }: Position,
  next: string | undefined,
  hasMoved: boolean,
): Position | undefined {
  if (next !== undefined) return { object, after: next, moved: moved || hasMoved };
  if (moved || hasMoved) return { object, moved: false };
  return startOf(objectNames.indexOf(object) + 1);
}
