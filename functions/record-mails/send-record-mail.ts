import type { Directory } from '#shared/auth/directory';
import { composeMail } from '#shared/mail/compose-mail';
import type { Mail, Mailer } from '#shared/mail/mailer';
import type { Definitions } from '#shared/objects/definitions';
import { displayName } from '#shared/objects/display-name';
import { textOf } from '#shared/objects/rules/values';
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
  readonly mailer: Mailer;
  readonly appOrigin: string;
}

export type SentEnd = 'sent' | 'sent-before' | 'nobody';

type Owner = NonNullable<Awaited<ReturnType<Directory['find']>>>;

/**
 * Tells the owner of a task that it is due, or of a ticket that it is overdue. An event that comes
 * again sends nothing; cut off in between, rather twice than never.
 */
export async function sendRecordMail(
  needs: SendRecordMailNeeds,
  { detail }: RecordEvent,
): Promise<SentEnd> {
  const { sent, store, definitions, directory, mailer } = needs;
  if (await sent.has(detail.eventId)) return 'sent-before';
  const object = definitions.current(detail.object);
  const record = await store.get(object, detail.recordId);
  const ownerId = textOf(record?.values, 'ownerId');
  const owner = ownerId === undefined ? undefined : await directory.find(ownerId);
  if (!record || owner?.status !== 'active') return 'nobody';
  const subject = displayName(object, record.values);
  const mail = mailOf(needs, detail.object, owner, { subject, values: record.values });
  await mailer.send(mail);
  await sent.add(detail.eventId);
  return 'sent';
}

function mailOf(
  { appOrigin }: SendRecordMailNeeds,
  object: 'task' | 'ticket',
  owner: Owner,
  { subject, values }: { readonly subject: string; readonly values: Parameters<typeof textOf>[0] },
): Mail {
  if (object === 'ticket') {
    const facts = {
      number: textOf(values, 'number') ?? '',
      subject,
      at: textOf(values, 'resolutionDueAt') ?? '',
    };
    return composeMail('ticketOverdue', owner, facts, appOrigin);
  }
  const at = textOf(values, 'dueAt');
  return at === undefined
    ? composeMail('taskReminder', owner, { subject }, appOrigin)
    : composeMail('taskDue', owner, { subject, at }, appOrigin);
}
