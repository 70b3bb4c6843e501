import type { Directory } from '#shared/auth/directory';
import { DomainError } from '#shared/errors/domain-error';
import type { Definitions } from '#shared/objects/definitions';
import { objects } from '#shared/objects/objects';
import { RecordId } from '#shared/objects/record-id';
import { type Explanation, explain, type Question } from '#shared/permissions/explain';
import { type Caller, policyFor } from '#shared/permissions/policy';
import type { RoleCache } from '#shared/permissions/role-cache';
import { seenBy } from '#shared/permissions/seen-by';
import { factsOf } from '#shared/records/field-rules';
import type { StoredRecord } from '#shared/records/record';
import type { RecordStore } from '#shared/records/record-store';
import type { Share } from '#shared/sharing/share';
import type { SharesOfCaller } from '#shared/sharing/share-store';

export interface ExplainNeeds {
  readonly store: Pick<RecordStore, 'get'>;
  readonly definitions: Definitions;
  readonly shares: SharesOfCaller;
  readonly directory: Pick<Directory, 'find'>;
  readonly roles: Pick<RoleCache, 'read'>;
}

export interface Asked extends Omit<Question, 'facts'> {
  readonly recordId?: string | undefined;
}

export interface Explained extends Explanation {
  readonly role: string;
  readonly share: Share | undefined;
}

/** Facts of a record that nobody owns and nothing opens: what a stranger's record looks like. */
const outOfReach = { ownerId: undefined, teamId: undefined } as const;

function explained(
  { definitions }: Pick<ExplainNeeds, 'definitions'>,
  caller: Caller,
  { recordId, ...question }: Asked,
  record: StoredRecord | undefined,
  share: Share | undefined,
): Explained {
  const facts = record ? factsOf(record, share?.level) : outOfReach;
  const asked = recordId === undefined ? question : { ...question, facts };
  const object = seenBy(policyFor(caller), definitions.current(question.object));
  return { ...explain(caller, asked, object), role: caller.role, share };
}

async function recordOf(
  { store, shares }: ExplainNeeds,
  caller: Caller,
  { object, recordId }: Asked,
): Promise<{ readonly record?: StoredRecord; readonly share?: Share | undefined }> {
  if (recordId === undefined || !RecordId.safeParse(recordId).success) return {};
  const record = await store.get(objects[object], recordId);
  return record ? { record, share: await shares.of(object, recordId, caller) } : {};
}

/**
 * Why the caller may or may not do something. Of a record that they may not read it says what it says
 * of one that is not there, so that nothing shines through.
 */
export async function explainMyPermission(
  needs: ExplainNeeds,
  caller: Caller,
  asked: Asked,
): Promise<Explained> {
  const { record, share } = await recordOf(needs, caller, asked);
  const isRead =
    record && policyFor(caller).can('read', asked.object, factsOf(record, share?.level));
  if (isRead) return explained(needs, caller, asked, record, share);
  const answer = explained(needs, caller, asked, undefined, undefined);
  if (asked.recordId === undefined || !answer.allowed) return answer;
  // Whoever may read all records of the object sees that this one does not exist.
  return {
    ...answer,
    allowed: false,
    decision: 'no-record',
    because: { en: 'There is no such record.', zh: '没有这条记录。' },
  };
}

/** Why somebody may or may not do something. Throws `request.not_found` for unknown people and records. */
export async function explainPermission(
  needs: ExplainNeeds,
  asker: Caller,
  { userId, ...asked }: Asked & { readonly userId: string },
): Promise<Explained> {
  const person = await needs.directory.find(userId);
  if (!person) throw new DomainError('request.not_found');
  const { role, teamId } = person;
  const caller: Caller = { userId, role, teamId, rights: await needs.roles.read(role) };
  const { record, share } = await recordOf(needs, caller, asked);
  if (asked.recordId !== undefined && !(record && mayAskAbout(asker, asked, record)))
    throw new DomainError('request.not_found');
  const answer = explained(needs, caller, asked, record, share);
  if (person.status === 'active') return answer;
  return {
    ...answer,
    allowed: false,
    decision: 'not-active',
    because: {
      en: 'This person may not sign in: only active people may do anything.',
      zh: '此人目前不能登录：只有在职（已激活）人员才有权限。',
    },
  };
}

/** Explaining must not tell of records that the asker may not read themselves. */
function mayAskAbout(asker: Caller, { object }: Asked, record: StoredRecord): boolean {
  return policyFor(asker).can('read', object, factsOf(record));
}
