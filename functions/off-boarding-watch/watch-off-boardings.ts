import type { Clock } from '#shared/domain/clock';
import type { OffBoardingQueue, OffBoardingStore } from '#shared/off-boarding/off-boarding-store';

export interface WatchNeeds {
  readonly store: Pick<OffBoardingStore, 'listOpen'>;
  readonly queue: OffBoardingQueue;
  readonly clock: Clock;
}

/** Longer than a worker may run between two notes. */
const quietMs = 10 * 60_000;

/** Starts what is due, and starts again what came to a halt; gives how many. */
export async function watchOffBoardings({ store, queue, clock }: WatchNeeds): Promise<number> {
  const now = clock.now();
  const waiting = (await store.listOpen()).filter(({ state, dueAt, updatedAt }) =>
    state === 'scheduled'
      ? dueAt <= now.toISOString()
      : now.getTime() - Date.parse(updatedAt) > quietMs,
  );
  for (const { userId, jobId } of waiting) await queue.send({ userId, jobId });
  return waiting.length;
}
