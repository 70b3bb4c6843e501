import type { Directory } from '#shared/auth/directory';
import { composeMail } from '#shared/mail/compose-mail';
import type { Mail, Mailer } from '#shared/mail/mailer';
import type { Definitions } from '#shared/objects/definitions';
import { displayName } from '#shared/objects/display-name';
import type { RecordValues } from '#shared/objects/field';
import { isOpenTask } from '#shared/objects/rules/task-rules';
import { textOf } from '#shared/objects/rules/values';
import { policyFor } from '#shared/permissions/policy';
import type { RoleCache } from '#shared/permissions/role-cache';
import { factsOf, visibleValues } from '#shared/records/field-rules';
import type { RecordStore } from '#shared/records/record-store';
import type { RecordEvent } from './record-event.ts';

/** Remembers for which events a mail was sent. */
export interface SentMails {
  has(eventId: string): Promise<boolean>;
  add(eventId: string): Promise<void>;
}

export interface SendRecordMailNeeds {
  readonly sent: SentMails;
  readonly store: Pick<RecordStore, 'get'>;
  readonly definitions: Definitions;
  readonly directory: Pick<Directory, 'find'>;
  readonly roles: Pick<RoleCache, 'read'>;
  readonly mailer: Mailer;
  readonly appOrigin: string;
}

export type SentEnd = 'sent' | 'sent-before' | 'not-any-more' | 'nobody';

type Owner = NonNullable<Awaited<ReturnType<Directory['find']>>>;

/**
 * Tells the owner of a task that it is due, or of a ticket that it is overdue, with what their role lets
 * them read of it. Nothing is sent for what is done or was put off meanwhile, nor for an event that comes
 * again; cut off in between, rather twice than never.
 */
export async function sendRecordMail(
  needs: SendRecordMailNeeds,
  { detail }: RecordEvent,
): Promise<SentEnd> {
  const { sent, store, definitions, directory, roles, mailer } = needs;
  if (await sent.has(detail.eventId)) return 'sent-before';
  const object = definitions.current(detail.object);
  const record = await store.get(object, detail.recordId);
  if (!record || !isStillDue(detail.object, record.values)) return 'not-any-more';
  const ownerId = textOf(record.values, 'ownerId');
  const owner = ownerId === undefined ? undefined : await directory.find(ownerId);
  if (owner?.status !== 'active') return 'nobody';
  const { userId, role, teamId } = owner;
  const policy = policyFor({ userId, role, teamId, rights: await roles.read(role) });
  const facts = factsOf(record);
  if (!policy.can('read', object.name, facts)) return 'nobody';
  const values = visibleValues(policy, object, record.values, facts);
  const subject = displayName(object, values) || object.labels.one[owner.locale];
  const noticedAt = record.updatedAt;
  const mail = mailOf(needs, detail.object, owner, { subject, noticedAt, values });
  await mailer.send(mail);
  await sent.add(detail.eventId);
  return 'sent';
}

/** Events may come late: by then the task may be done or its reminder moved, and the ticket resolved. */
function isStillDue(object: 'task' | 'ticket', values: RecordValues): boolean {
  if (object === 'ticket')
    return values['isOverdue'] === true && textOf(values, 'resolvedAt') === undefined;
  return values['remindedAt'] !== undefined && isOpenTask(values);
}

function mailOf(
  { appOrigin }: SendRecordMailNeeds,
  object: 'task' | 'ticket',
  owner: Owner,
  {
    subject,
    noticedAt,
    values,
  }: { readonly subject: string; readonly noticedAt: string; readonly values: RecordValues },
): Mail {
  if (object === 'ticket') {
    const facts = {
      number: textOf(values, 'number') ?? '',
      subject,
      at: textOf(values, 'resolutionDueAt') ?? noticedAt,
    };
    return composeMail('ticketOverdue', owner, facts, appOrigin);
  }
  const at = textOf(values, 'dueAt');
  return at === undefined
    ? composeMail('taskReminder', owner, { subject }, appOrigin)
    : composeMail('taskDue', owner, { subject, at }, appOrigin);
}
