import type { JobQueue } from '#shared/data/sqs-job-queue';
import type { RebuildMessage, RebuildPart, RebuildStore } from '#shared/search/rebuild';
import type { IndexWalk } from './index-walk.ts';
import { type SettleNeeds, settleRecords } from './settle-records.ts';
import { sweepPostings } from './sweep-postings.ts';

export interface RunPartNeeds extends SettleNeeds {
  readonly walk: IndexWalk;
  readonly rebuilds: Pick<RebuildStore, 'current' | 'positionOf' | 'reach' | 'finish'>;
  readonly queue: JobQueue<RebuildMessage>;
}

/** Pages of one message: some seconds of work, so that one that is repeated repeats little. */
const pagesPerMessage = 10;

/**
 * Works a part of a rebuild off, some pages at a time, from the last position that was written down.
 * All of it may be done twice, at once or later; nothing is taken away that a record still comes to, so
 * people find all the while. Messages of a rebuild that another has taken the place of do nothing.
 */
export async function runPart(needs: RunPartNeeds, message: RebuildMessage): Promise<void> {
  const { rebuilds, queue } = needs;
  const { rebuildId, part } = message;
  if ((await rebuilds.current())?.rebuildId !== rebuildId) return;
  let position = await rebuilds.positionOf(part);
  for (let page = 0; page < pagesPerMessage; page += 1) {
    position = await workOnPage(needs, part, position);
    if (position === undefined) return rebuilds.finish(rebuildId, part);
    await rebuilds.reach(rebuildId, part, position);
  }
  await queue.send(message);
}

async function workOnPage(
  needs: RunPartNeeds,
  part: RebuildPart,
  after: string | undefined,
): Promise<string | undefined> {
  if (part.kind === 'fill') {
    const { entries, next } = await needs.walk.records(
      needs.definitions.current(part.object),
      part.shard,
      after,
    );
    await settleRecords(needs, part.object, entries);
    return next;
  }
  const { entries, next } = await needs.walk.postings(part.segment, after);
  await sweepPostings(needs, entries);
  return next;
}
