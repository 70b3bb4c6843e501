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

/** Takes back a role that was given until now, unless the person has another one by now. */
export async function endGrant(
  needs: CarryOutNeeds,
  request: AccessRequest,
  by: RequestActor,
  origin: RequestOrigin,
): Promise<void> {
  const { answer, formerRoleId: former, userId } = request;
  if (former !== undefined && answer?.roleId !== undefined) {
    const decide = (user: { readonly role: string }) =>
      user.role === answer.roleId ? { role: former } : undefined;
    const reason = `Given until ${answer.until ?? 'now'}.`;
    await changeLatest(needs.users, userId, decide, 'user.changed', {
      ...{ userId: answer.by, origin, reason },
    });
  }
  const ended = { ...request, version: request.version + 1, state: 'ended' } as const;
  await needs.requests.change(ended, 'ended', by);
}
