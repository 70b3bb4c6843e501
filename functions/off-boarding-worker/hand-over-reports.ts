import { changeLatest } from '#shared/users/existing-user';
import type { OffBoardingNeeds, Step } from './off-boarding-step.ts';
import { counted, countOf } from './settle-belongings.ts';

const origin = { sourceIp: 'internal', device: 'Off-boarding' };

/** Gives those whose manager leaves the successor as their manager, or none. */
export const handOverReports: Step = async (needs, task) => {
  const { userId, successorId, startedBy, reason } = task.job;
  const reports = await reportsOf(needs, userId);
  const job = await counted(needs, task, ['reports'], async () => ({ reports: reports.length }));
  if (!job) return { kind: 'overtaken' };
  for (const report of reports) {
    // Nobody is their own manager.
    const managerId = report === successorId ? null : (successorId ?? null);
    await changeLatest(
      needs.users,
      report,
      (user) => (user.managerId === userId ? { managerId } : undefined),
      'user.changed',
      { userId: startedBy, origin, reason },
    );
  }
  return { kind: 'done', job, count: countOf(job, ['reports']) };
};

async function reportsOf(
  { users }: Pick<OffBoardingNeeds, 'users'>,
  managerId: string,
): Promise<readonly string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await users.list({ cursor, limit: 100, filter: { managerId } });
    found.push(...page.users.map(({ userId }) => userId));
    cursor = page.next;
  } while (cursor);
  return found;
}
