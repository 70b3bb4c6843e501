import type { Principal } from '#shared/auth/principal';
import type { JobQueue } from '#shared/data/sqs-job-queue';
import type { Clock } from '#shared/domain/clock';
import type { IdSource } from '#shared/domain/ids';
import {
  firstParts,
  type Rebuild,
  type RebuildMessage,
  type RebuildStore,
} from '#shared/search/rebuild';

export interface StartSearchRebuildNeeds {
  readonly rebuilds: Pick<RebuildStore, 'start'>;
  readonly queue: JobQueue<RebuildMessage>;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/**
 * Sets the parts of a rebuild going. Where it breaks off between two parts the rebuild stays unfinished
 * for all to see, and is started again.
 */
export async function startSearchRebuild(
  { rebuilds, queue, clock, ids }: StartSearchRebuildNeeds,
  { userId: startedBy }: Pick<Principal, 'userId'>,
): Promise<Rebuild> {
  const rebuildId = ids.next();
  const rebuild = { rebuildId, startedBy, startedAt: clock.now().toISOString() };
  await rebuilds.start(rebuild);
  await Promise.all(firstParts.map((part) => queue.send({ rebuildId, part })));
  return { ...rebuild, done: new Set() };
}
