import * as z from 'zod';
import type { ItemKey } from '#shared/data/batch-get';
import { isEnded, OffBoarding } from './off-boarding.ts';

/** Partition of the index `listed`, and of the sparse index `open`. */
export const offBoardingsPartition = 'off-boardings';

export function offBoardingKey({ userId, jobId }: Pick<OffBoarding, 'userId' | 'jobId'>): ItemKey {
  return { pk: `off-boarding#${userId}`, sk: `job#${jobId}` };
}

/** Names the newest of a person, so that there are never two under way. */
export function currentKey(userId: string): ItemKey {
  return { pk: `off-boarding#${userId}`, sk: 'current' };
}

/** The item; `version` stands outside for conditions. It has no end of life: it is evidence. */
export function toOffBoardingItem(job: OffBoarding): Record<string, unknown> {
  return {
    ...offBoardingKey(job),
    schemaVersion: 1,
    version: job.version,
    job,
    listPk: offBoardingsPartition,
    listSk: job.jobId,
    ...(isEnded(job) ? {} : { openPk: offBoardingsPartition, openSk: `${job.dueAt}#${job.jobId}` }),
  };
}

const Stored = z.object({ schemaVersion: z.literal(1), job: OffBoarding });

export function fromOffBoardingItem(item: unknown): OffBoarding {
  return Stored.parse(item).job;
}

/** The write of a next version, for a transaction or by itself. */
export function nextVersion(table: string, next: OffBoarding) {
  return {
    TableName: table,
    Item: toOffBoardingItem(next),
    ConditionExpression: 'version = :before',
    ExpressionAttributeValues: { ':before': next.version - 1 },
  };
}
