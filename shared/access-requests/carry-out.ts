import type { RequestOrigin } from '#shared/auth/request-origin';
import { DomainError } from '#shared/errors/domain-error';
import { objects } from '#shared/objects/objects';
import type { RecordStore } from '#shared/records/record-store';
import type { ShareStore } from '#shared/sharing/share-store';
import { changeLatest } from '#shared/users/existing-user';
import type { UserStore } from '#shared/users/user-store';
import type { AccessRequest } from './access-request.ts';
import type { AccessRequestStore, RequestActor } from './access-request-store.ts';

export interface CarryOutNeeds {
  readonly requests: Pick<AccessRequestStore, 'change'>;
  readonly users: Pick<UserStore, 'find' | 'change'>;
  readonly shares: Pick<ShareStore, 'give'>;
  readonly store: Pick<RecordStore, 'get'>;
}

const tries = 4;

/**
 * Gives what was granted and notes that it is given; repeated, it gives the same. What cannot be given,
 * since nobody would be left to administer or the record is gone, has ended; the reason is thrown.
 */
export async function carryOut(
  needs: CarryOutNeeds,
  request: AccessRequest,
  by: RequestActor,
  origin: RequestOrigin,
): Promise<AccessRequest> {
  const { answer, wanted } = request;
  if (!answer || !request.isDue) return request;
  try {
    if (wanted.kind === 'record') await share(needs, request, wanted);
    else if (answer.roleId !== undefined)
      await giveRole(needs, request.userId, answer.roleId, answer, origin);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code.startsWith('service.')) throw error;
    const over = { state: 'ended', isDue: false, untold: undefined } as const;
    await needs.requests.change({ ...request, ...over, version: request.version + 1 }, 'ended', by);
    throw error;
  }
  const done = { ...request, version: request.version + 1, isDue: false };
  // Somebody else has noted the same where this loses.
  return (await needs.requests.change(done, undefined, by)) ? done : request;
}

async function giveRole(
  { users }: CarryOutNeeds,
  userId: string,
  roleId: string,
  { by, reason }: Pick<NonNullable<AccessRequest['answer']>, 'by' | 'reason'>,
  origin: RequestOrigin,
): Promise<void> {
  const decide = (user: { readonly role: string }) =>
    user.role === roleId ? undefined : { role: roleId };
  await changeLatest(users, userId, decide, 'user.changed', { userId: by, origin, reason });
}

async function share(
  { store, shares }: CarryOutNeeds,
  { userId, answer, requestId }: AccessRequest,
  { object, recordId, level }: Extract<AccessRequest['wanted'], { kind: 'record' }>,
): Promise<void> {
  if (!answer) return;
  const { by, at, until } = answer;
  const recipient = { kind: 'user', id: userId } as const;
  const given = { object, recordId, recipient, level, until, sharedBy: by, sharedAt: at };
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const record = await store.get(objects[object], recordId);
    if (!record) throw new DomainError('request.not_found');
    if (await shares.give(given, record.version, { userId: by, requestId })) return;
  }
  throw new DomainError('service.unavailable', { retryAfter: 1 });
}

/**
 * Takes back a role that was given until now, unless the person has another one by now. Gives the request
 * as it is then; nothing if somebody else was faster. Throws `user.last_administrator`.
 */
export async function endGrant(
  needs: CarryOutNeeds & { readonly requests: Pick<AccessRequestStore, 'ofPerson'> },
  request: AccessRequest,
  by: RequestActor,
  origin: RequestOrigin,
): Promise<AccessRequest | undefined> {
  const { answer, formerRoleId, userId } = request;
  if (formerRoleId !== undefined && answer?.roleId !== undefined) {
    const former = await roleBefore(needs, request, formerRoleId);
    const goBack = (role: string) =>
      changeLatest(
        needs.users,
        userId,
        (user) => (user.role === answer.roleId ? { role } : undefined),
        'user.changed',
        { userId: answer.by, origin, reason: `Given until ${answer.until ?? 'now'}.` },
      );
    try {
      await goBack(former);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'role.unknown') throw error;
      // Nobody had that role meanwhile, and it was removed: what was given ends all the same.
      await goBack(leastRole);
    }
  }
  const ended = { ...request, version: request.version + 1, state: 'ended' } as const;
  return (await needs.requests.change(ended, 'ended', by)) ? ended : undefined;
}

/** What somebody can do who has no role to go back to. */
const leastRole = 'read-only';

/**
 * The role to go back to. Where that had been given until a time that has passed meanwhile, it is over as
 * well, and the one before it counts.
 */
async function roleBefore(
  { requests }: { readonly requests: Pick<AccessRequestStore, 'ofPerson'> },
  { userId, answer }: AccessRequest,
  formerRoleId: string,
): Promise<string> {
  const all = await requests.ofPerson(userId);
  let [former, givenAt] = [formerRoleId, answer?.at ?? ''];
  for (const { answer: earlier, formerRoleId: before } of all.toSorted(byAnswer)) {
    const { at, until, roleId } = earlier ?? {};
    if (roleId !== former || before === undefined || !at || !until || at >= givenAt) continue;
    // It still ran when the next one was given, and its end has come before that of the next one.
    if (until <= givenAt || until > (answer?.until ?? '')) continue;
    [former, givenAt] = [before, at];
  }
  return former;
}

/** The last answered first. */
function byAnswer({ answer: one }: AccessRequest, { answer: other }: AccessRequest): number {
  return (one?.at ?? '') < (other?.at ?? '') ? 1 : -1;
}
