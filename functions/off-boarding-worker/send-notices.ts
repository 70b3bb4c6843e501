import { composeMail } from '#shared/mail/compose-mail';
import type { Step } from './off-boarding-step.ts';

/** Tells the administrators and the successor; better twice than never. */
export const sendNotices: Step = async (needs, { job, leaver }) => {
  const { users, administrators, mailer, appOrigin } = needs;
  const successor = job.successorId ? await users.find(job.successorId) : undefined;
  const handedOver = job.steps.find(({ step }) => step === 'records')?.count ?? 0;
  const facts = {
    name: leaver.name,
    successor: successor?.name ?? '–',
    count: String(handedOver),
    at: needs.clock.now().toISOString(),
  };
  const told = new Set<string>();
  for (const administrator of await administrators.list()) {
    if (administrator.userId === leaver.userId) continue;
    await mailer.send(composeMail('offBoarded', administrator, facts, appOrigin));
    told.add(administrator.userId);
  }
  if (successor && handedOver > 0 && !told.has(successor.userId)) {
    await mailer.send(composeMail('recordsHandedOver', successor, facts, appOrigin));
    told.add(successor.userId);
  }
  return { kind: 'done', count: told.size };
};
