import type { SessionStore } from '#shared/auth/session-store';
import type { Clock } from '#shared/domain/clock';
import type { IdSource } from '#shared/domain/ids';
import { DomainError } from '#shared/errors/domain-error';
import type { Belongings } from '#shared/off-boarding/belongings';
import type { OffBoarding } from '#shared/off-boarding/off-boarding';
import type { OffBoardingQueue, OffBoardingStore } from '#shared/off-boarding/off-boarding-store';
import type { RecordsOfPerson } from '#shared/off-boarding/records-of-person';
import { changeLatest, existingUser } from '#shared/users/existing-user';
import type { Actor, UserStore } from '#shared/users/user-store';
import { needsSuccessor } from './preview-off-boarding.ts';

export interface StartNeeds {
  readonly users: Pick<UserStore, 'find' | 'change' | 'note'>;
  readonly sessions: Pick<SessionStore, 'sweep'>;
  readonly records: Pick<RecordsOfPerson, 'count'>;
  readonly views: Pick<Belongings, 'count'>;
  readonly store: Pick<OffBoardingStore, 'find' | 'add'>;
  readonly queue: OffBoardingQueue;
  readonly clock: Clock;
  readonly ids: IdSource;
}

export interface StartInput {
  readonly userId: string;
  readonly reason: string;
  readonly successorId?: string | undefined;
  readonly startAt?: string | undefined;
}

/**
 * Starts an off-boarding, or plans it. Without a date the gate closes here, before the answer. One
 * that runs already, or has been done and still holds, is given back as it is. Throws
 * `user.successor_required`, `user.successor_inactive`, `user.last_administrator`.
 */
export async function startOffBoarding(
  needs: StartNeeds,
  by: Actor,
  input: StartInput,
): Promise<OffBoarding> {
  // 1. What speaks against it.
  const leaver = await existingUser(needs.users, input.userId);
  await checkSuccessor(needs, input);
  const former = await needs.store.find(leaver.userId);
  const holds = former?.state === 'done' && leaver.status === 'disabled';
  if (former && (former.state === 'running' || holds)) return former;

  // 2. The gate.
  const now = needs.clock.now().toISOString();
  const dueAt = input.startAt && input.startAt > now ? new Date(input.startAt).toISOString() : now;
  if (dueAt === now) await closeGate(needs, by, input.userId);

  // 3. The work; the schedule finds it too, should the message get lost.
  const job: OffBoarding = {
    jobId: needs.ids.next(),
    userId: leaver.userId,
    name: leaver.name,
    ...(input.successorId ? { successorId: input.successorId } : {}),
    reason: input.reason,
    startedBy: by.userId,
    createdAt: now,
    dueAt,
    state: 'scheduled',
    version: 1,
    steps: [],
    counts: {},
    belongings: {},
    updatedAt: now,
  };
  if (!(await needs.store.add(job, former)))
    throw new DomainError('user.state_conflict', {
      detail: 'Somebody else has just started to off-board this person.',
    });
  await needs.users.note(leaver.userId, 'user.off_boarding_started', by);
  if (dueAt === now) await needs.queue.send({ userId: job.userId, jobId: job.jobId });
  return job;
}

async function checkSuccessor(
  needs: StartNeeds,
  { userId, successorId }: StartInput,
): Promise<void> {
  if (successorId === undefined) {
    if (!(await needsSuccessor(needs, userId))) return;
    throw new DomainError('user.successor_required');
  }
  const successor = successorId === userId ? undefined : await needs.users.find(successorId);
  if (successor?.status !== 'active') throw new DomainError('user.successor_inactive');
}

async function closeGate({ users, sessions }: StartNeeds, by: Actor, userId: string) {
  await changeLatest(
    users,
    userId,
    ({ status }) =>
      status === 'disabled' ? undefined : { status: 'disabled', endsSessions: true },
    'user.disabled',
    by,
  );
  await sessions.sweep(userId);
}
