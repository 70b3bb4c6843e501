import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import type { ObjectName } from '#shared/objects/names';
import { objects } from '#shared/objects/objects';
import { RecordId } from '#shared/objects/record-id';
import { policyFor } from '#shared/permissions/policy';
import { factsOf } from '#shared/records/field-rules';
import { recipientsOf, type Share } from '#shared/sharing/share';
import type { SharingDependencies } from './sharing-dependencies.ts';

/** The shares of a record that the caller may read. Throws `request.not_found`. */
export async function listSharesOfRecord(
  { store, shares }: Pick<SharingDependencies, 'store' | 'shares'>,
  caller: Principal,
  object: ObjectName,
  recordId: string,
): Promise<readonly Share[]> {
  const policy = policyFor(caller);
  const isId = RecordId.safeParse(recordId).success;
  const record = isId ? await store.get(objects[object], recordId) : undefined;
  if (!record || !policy.can('read', object)) throw new DomainError('request.not_found');
  const listed = await shares.ofRecord(object, recordId);
  const own = listed.find((share) => isWith(share, caller));
  if (!policy.can('read', object, factsOf(record, own?.level)))
    throw new DomainError('request.not_found');
  return listed;
}

/** Whether a share is with this person or the team they are in now. */
export function isWith(
  { recipient: { kind, id } }: Pick<Share, 'recipient'>,
  { userId, teamId }: Pick<Principal, 'userId' | 'teamId'>,
): boolean {
  return id === (kind === 'user' ? userId : teamId);
}

/** How many are listed: what is shared with one person is to be looked through, not searched. */
const most = 1_000;

/** What is shared with the caller and their team now, of one object or of all. */
export async function listSharesWithMe(
  { shares }: Pick<SharingDependencies, 'shares'>,
  caller: Principal,
  object: ObjectName | undefined,
): Promise<readonly Share[]> {
  const pages = await Promise.all(
    recipientsOf(caller).map((recipient) =>
      shares.withRecipient(recipient, { limit: most, after: undefined }),
    ),
  );
  const all = pages.flatMap((page) => page.shares);
  return object === undefined ? all : all.filter((share) => share.object === object);
}
