import { changeLatest } from '#shared/users/existing-user';
import type { Step } from './off-boarding-step.ts';

const origin = { sourceIp: 'internal', device: 'Off-boarding' };

/**
 * Gives those whose manager leaves the successor as their manager, or none. It counts nothing: after a
 * crash nobody could tell which of them it was.
 */
export const handOverReports: Step = async ({ users }, { job }) => {
  const { userId, successorId, startedBy } = job;
  let cursor: string | undefined;
  do {
    const page = await users.list({ cursor, limit: 100, filter: { managerId: userId } });
    for (const report of page.users) {
      // Nobody is their own manager.
      const managerId = report.userId === successorId ? null : (successorId ?? null);
      await changeLatest(
        users,
        report.userId,
        (user) => (user.managerId === userId ? { managerId } : undefined),
        'user.changed',
        { userId: startedBy, origin, reason: job.reason },
      );
    }
    cursor = page.next;
  } while (cursor);
  return { kind: 'done' };
};
