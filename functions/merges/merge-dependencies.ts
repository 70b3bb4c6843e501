import type { MemberStore } from '#shared/campaigns/member-store';
import type { CursorSecret } from '#shared/data/cursor';
import type { JobQueue } from '#shared/data/sqs-job-queue';
import type { MergeMessage } from '#shared/merges/merge';
import type { MergeStore } from '#shared/merges/merge-store';
import type { RecordDependencies } from '../records/record-dependencies.ts';

/** What the use cases of merges work with. */
export interface MergeDependencies
  extends Pick<
    RecordDependencies,
    'store' | 'shares' | 'definitions' | 'directory' | 'clock' | 'ids'
  > {
  readonly merges: MergeStore;
  /** Who is in campaigns that are merged. */
  readonly members: MemberStore;
  /** Where merges wait that one request could not end. */
  readonly queue: JobQueue<MergeMessage>;
  readonly cursorSecret: CursorSecret;
}

/** Asked before each related record and member: whether there is time for one more. */
export type MayGoOn = () => boolean;

/** The queue's name for a merge. */
export function messageOf({
  object,
  winnerId,
  id,
}: {
  readonly object: MergeMessage['object'];
  readonly winnerId: string;
  readonly id: string;
}): MergeMessage {
  return { object, winnerId, mergeId: id };
}

/** Records whose relations one request moves; what is more goes on in the queue. */
export function requestBudget(): MayGoOn {
  let left = 80;
  return () => {
    left -= 1;
    return left >= 0;
  };
}
