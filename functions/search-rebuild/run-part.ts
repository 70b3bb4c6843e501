import type { JobQueue } from '#shared/data/sqs-job-queue';
import { everyField } from '#shared/objects/define-object';
import { objectNames } from '#shared/objects/names';
import {
  isFilled,
  type RebuildMessage,
  type RebuildPart,
  type RebuildStore,
} from '#shared/search/rebuild';
import type { TagCatalogue } from '#shared/search/tag-catalogue';
import type { IndexWalk } from './index-walk.ts';
import { settleRecords } from './settle-records.ts';
import { type SweepMatchesNeeds, sweepMatches } from './sweep-matches.ts';
import { sweepPostings } from './sweep-postings.ts';

export interface RunPartNeeds extends SweepMatchesNeeds {
  readonly tagsInUse: Pick<TagCatalogue, 'forgetUnused'>;
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
  const rebuild = await rebuilds.current();
  if (rebuild?.rebuildId !== rebuildId) return;
  if (part.kind === 'tags') {
    await sweepTags(needs, rebuild.startedAt);
    return rebuilds.finish(rebuildId, part);
  }
  let position = await rebuilds.positionOf(part);
  for (let page = 0; page < pagesPerMessage; page += 1) {
    position = await workOnPage(needs, part, position);
    if (position === undefined) return finishPart(needs, rebuildId, part);
    await rebuilds.reach(rebuildId, part, position);
  }
  await queue.send(message);
}

/** Whoever ends the last of the records sets the tags going; two who end at once both do. */
async function finishPart(
  { rebuilds, queue }: RunPartNeeds,
  rebuildId: string,
  part: RebuildPart,
): Promise<void> {
  await rebuilds.finish(rebuildId, part);
  if (part.kind !== 'fill') return;
  const now = await rebuilds.current();
  if (now?.rebuildId === rebuildId && isFilled(now))
    await queue.send({ rebuildId, part: { kind: 'tags' } });
}

/** All records have named their tags since the rebuild began: what was named by none is forgotten. */
async function sweepTags({ tagsInUse, definitions }: RunPartNeeds, since: string): Promise<void> {
  for (const object of objectNames)
    for (const { kind, name: field } of everyField(definitions.current(object)))
      if (kind === 'tags') await tagsInUse.forgetUnused({ object, field }, since);
}

async function workOnPage(
  needs: RunPartNeeds,
  part: Exclude<RebuildPart, { kind: 'tags' }>,
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
  const { entries, next } = await needs.walk.index(part.segment, after);
  await sweepPostings(
    needs,
    entries.flatMap((entry) => (entry.kind === 'posting' ? [entry.posting] : [])),
  );
  await sweepMatches(
    needs,
    entries.flatMap((entry) => (entry.kind === 'match' ? [entry.match] : [])),
  );
  return next;
}
