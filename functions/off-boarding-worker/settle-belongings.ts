import { DomainError } from '#shared/errors/domain-error';
import {
  type BelongingCounts,
  type BelongingName,
  type Belongings,
  needSuccessor,
} from '#shared/off-boarding/belongings';
import type { OffBoarding } from '#shared/off-boarding/off-boarding';
import type { OffBoardingNeeds, Step, StepTask } from './off-boarding-step.ts';
import { successorOf } from './successor-of.ts';

/** Ends or hands over what is not a record: views, shares, decisions about the person. */
export function settle(of: (needs: OffBoardingNeeds) => Belongings): Step {
  return async (needs, task) => {
    const belongings = of(needs);
    const { userId } = task.job;
    const successor = await successorOf(needs, task.job);
    const found = await belongings.count(userId);
    if (!successor && needSuccessor(found)) throw new DomainError('user.successor_required');
    const job = await counted(needs, task, belongings.names, async () => found);
    if (!job) return { kind: 'overtaken' };
    const { startedBy, reason, jobId } = job;
    const leaving = { userId, successor, startedBy, reason, jobId };
    if (!(await belongings.settle(leaving, task.mayGoOn))) return { kind: 'unfinished' };
    return { kind: 'done', job, count: countOf(job, belongings.names) };
  };
}

/**
 * Notes how much there is before anything is done about it: whatever breaks in between, the receipt
 * tells what there was. Undefined when another worker has moved the off-boarding on.
 */
export async function counted(
  { store, clock }: Pick<OffBoardingNeeds, 'store' | 'clock'>,
  { job }: Pick<StepTask, 'job'>,
  names: readonly BelongingName[],
  count: () => Promise<BelongingCounts>,
): Promise<OffBoarding | undefined> {
  if (names.every((name) => job.belongings[name] !== undefined)) return job;
  const none = Object.fromEntries(names.map((name) => [name, 0]));
  const next: OffBoarding = {
    ...job,
    belongings: { ...job.belongings, ...none, ...(await count()) },
    version: job.version + 1,
    updatedAt: clock.now().toISOString(),
  };
  return (await store.save(next)) ? next : undefined;
}

export function countOf({ belongings }: OffBoarding, names: readonly BelongingName[]): number {
  return names.reduce((sum, name) => sum + (belongings[name] ?? 0), 0);
}
