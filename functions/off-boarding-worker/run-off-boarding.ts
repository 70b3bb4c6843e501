import { DomainError } from '#shared/errors/domain-error';
import {
  isEnded,
  type OffBoarding,
  type OffBoardingMessage,
  type StepName,
  stepNames,
} from '#shared/off-boarding/off-boarding';
import {
  closeGate,
  disableAccount,
  disableCompanyAccount,
  removeFactors,
  replacePassword,
  revokePasskeys,
  signOut,
} from './close-account.ts';
import { handOverRecords } from './hand-over-records.ts';
import { handOverReports } from './hand-over-reports.ts';
import type { OffBoardingNeeds, Step } from './off-boarding-step.ts';
import { sendNotices } from './send-notices.ts';
import { settle } from './settle-belongings.ts';

const steps: Readonly<Record<StepName, Step>> = {
  gate: closeGate,
  'sign-out': signOut,
  disable: disableAccount,
  password: replacePassword,
  factors: removeFactors,
  passkeys: revokePasskeys,
  company: disableCompanyAccount,
  keys: settle(({ keys }) => keys),
  reports: handOverReports,
  views: settle(({ views }) => views),
  reviews: settle(({ reviews }) => reviews),
  records: handOverRecords,
  shares: settle(({ shares }) => shares),
  notices: sendNotices,
};

/** `unfinished`: send the message again; `idle`: there is nothing to do, or another worker does it. */
export type RunOutcome = 'done' | 'failed' | 'unfinished' | 'idle';

/**
 * Does what is left of an off-boarding, step by step; each step is written down when it is done and
 * may be repeated, so that a crash anywhere costs nothing but time.
 */
export async function runOffBoarding(
  needs: OffBoardingNeeds,
  { userId, jobId }: OffBoardingMessage,
  mayGoOn: () => boolean,
): Promise<RunOutcome> {
  const found = await needs.store.find(userId);
  const now = () => needs.clock.now().toISOString();
  if (!found || found.jobId !== jobId || isEnded(found) || found.dueAt > now()) return 'idle';
  let job = found;
  const save = async (change: Partial<OffBoarding>): Promise<boolean> => {
    const next = { ...job, ...change, version: job.version + 1, updatedAt: now() };
    const isSaved = await needs.store.save(next);
    if (isSaved) job = next;
    return isSaved;
  };
  if (job.state === 'scheduled' && !(await save({ state: 'running' }))) return 'idle';

  for (const step of stepNames) {
    if (job.steps.some((done) => done.step === step)) continue;
    if (!mayGoOn()) return 'unfinished';
    // 1. The work, with the person as they are now.
    const leaver = await needs.users.find(userId);
    if (!leaver) throw new Error('Somebody who is being off-boarded is not there any more.');
    let result: Awaited<ReturnType<Step>>;
    try {
      result = await steps[step](needs, { job, leaver, mayGoOn });
    } catch (error) {
      const problem = problemOf(error);
      if (!problem) throw error;
      return (await save({ state: 'failed', problem, endedAt: now() })) ? 'failed' : 'idle';
    }
    if (result.kind === 'unfinished') return 'unfinished';
    if (result.kind === 'overtaken') return 'idle';
    // 2. The note that it is done.
    const { count, skipped } = result;
    job = result.job ?? job;
    const done = {
      step,
      at: now(),
      ...(count === undefined ? {} : { count }),
      ...(skipped ? { skipped } : {}),
    };
    if (!(await save({ steps: [...job.steps, done] }))) return 'idle';
  }
  return (await save({ state: 'done', endedAt: now() })) ? 'done' : 'idle';
}

/** What an administrator has to settle; everything else passes with another try. */
function problemOf(error: unknown): string | undefined {
  if (!(error instanceof DomainError)) return undefined;
  return error.code.startsWith('user.') ? error.code : undefined;
}
