import * as z from 'zod';
import { ServiceError } from '../service.ts';
import { type Mailbox, readMailbox, refuseControls } from './addresses.ts';

/** A mail as it was accepted: every field checked, all recipients in one list. */
export interface Message {
  readonly action: 'ses:SendEmail' | 'ses:SendRawEmail';
  readonly from: Mailbox;
  /** The sender as it was written, with its name. */
  readonly source: string;
  readonly recipients: readonly Mailbox[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly configurationSet: string | undefined;
}

const MAX_RECIPIENTS = 50;
const Data = z.strictObject({ Data: z.string(), Charset: z.string().optional() });
const Addresses = z.array(z.string()).default([]);
const TagText = z.string().regex(/^[A-Za-z0-9_.@-]{1,256}$/);

const Simple = z.strictObject({
  Subject: Data,
  Body: z
    .strictObject({ Text: Data.optional(), Html: Data.optional() })
    .refine(({ Text, Html }) => Text ?? Html, { message: 'The body needs Text or Html' }),
  Headers: z
    .array(
      z.strictObject({
        Name: z.string().regex(/^[\x21-\x39\x3b-\x7e]{1,126}$/),
        Value: z.string().min(1).max(870),
      }),
    )
    .max(15)
    .default([]),
});

const Request = z.strictObject({
  FromEmailAddress: z.string().optional(),
  Destination: z
    .strictObject({ ToAddresses: Addresses, CcAddresses: Addresses, BccAddresses: Addresses })
    .optional(),
  ReplyToAddresses: Addresses,
  Content: z.union([
    z.strictObject({ Simple }),
    z.strictObject({ Raw: z.strictObject({ Data: z.base64() }) }),
  ]),
  EmailTags: z
    .array(z.strictObject({ Name: TagText, Value: TagText }))
    .max(50)
    .default([]),
  ConfigurationSetName: z.string().optional(),
});

/** Headers that SES writes itself; a custom header of such a name is refused. */
const ownHeaders = new Set([
  'from',
  'to',
  'cc',
  'bcc',
  'subject',
  'reply-to',
  'date',
  'message-id',
]);

/** Reads a SendEmail request. Throws BadRequestException. */
export function readMessage(input: unknown): Message {
  const result = Request.safeParse(input);
  if (!result.success) throw new ServiceError('BadRequestException', z.prettifyError(result.error));
  const request = result.data;
  const content =
    'Simple' in request.Content
      ? readSimple(request.Content.Simple)
      : readRaw(Buffer.from(request.Content.Raw.Data, 'base64').toString('utf8'));

  const { Destination } = request;
  const source = request.FromEmailAddress ?? content.named['from'];
  if (!source) throw new ServiceError('BadRequestException', 'The mail has no sender.');
  const recipients = Destination
    ? [...Destination.ToAddresses, ...Destination.CcAddresses, ...Destination.BccAddresses]
    : ['to', 'cc', 'bcc'].flatMap((name) => splitAddresses(content.named[name]));
  if (recipients.length === 0 || recipients.length > MAX_RECIPIENTS)
    throw new ServiceError(
      'BadRequestException',
      `A mail has 1 to ${MAX_RECIPIENTS} recipients, not ${recipients.length}.`,
    );
  for (const address of request.ReplyToAddresses) readMailbox(address);
  const replyTo = request.ReplyToAddresses.join(', ');
  const copies = Destination?.CcAddresses.join(', ') ?? '';
  const { action, subject, text, html, headers } = content;
  return {
    action,
    source,
    from: readMailbox(source),
    recipients: recipients.map(readMailbox),
    subject,
    text,
    html,
    headers: {
      ...headers,
      ...(copies && { Cc: copies }),
      ...(replyTo && { 'Reply-To': replyTo }),
    },
    tags: Object.fromEntries(request.EmailTags.map(({ Name, Value }) => [Name, Value])),
    configurationSet: request.ConfigurationSetName,
  };
}

interface Content extends Pick<Message, 'action' | 'subject' | 'text' | 'html' | 'headers'> {
  /** Header fields that stand in for missing fields of the request, by lower-case name. */
  readonly named: Readonly<Record<string, string | undefined>>;
}

function readSimple({ Subject, Body, Headers }: z.infer<typeof Simple>): Content {
  refuseControls('subject', Subject.Data);
  for (const { Name, Value } of Headers) {
    refuseControls(`header ${Name}`, Value);
    if (ownHeaders.has(Name.toLowerCase()))
      throw new ServiceError('BadRequestException', `The header ${Name} cannot be set this way.`);
  }
  return {
    action: 'ses:SendEmail',
    subject: Subject.Data,
    text: Body.Text?.Data ?? '',
    html: Body.Html?.Data ?? '',
    headers: Object.fromEntries(Headers.map(({ Name, Value }) => [Name, Value])),
    named: {},
  };
}

// Only the head is taken apart (RFC 5322 section 2.2); the body stays as it was sent.
function readRaw(mail: string): Content {
  const [head = '', ...body] = mail.split(/\r?\n\r?\n/);
  const fields = head.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const headers: Record<string, string> = {};
  for (const field of fields) {
    const colon = field.indexOf(':');
    if (colon < 1) throw new ServiceError('BadRequestException', 'The raw mail has a broken head.');
    headers[field.slice(0, colon)] = field.slice(colon + 1).trim();
  }
  const named = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const content = body.join('\r\n\r\n');
  const isHtml = named['content-type']?.startsWith('text/html') ?? false;
  return {
    action: 'ses:SendRawEmail',
    subject: named['subject'] ?? '',
    text: isHtml ? '' : content,
    html: isHtml ? content : '',
    headers,
    named,
  };
}

function splitAddresses(field: string | undefined): readonly string[] {
  return (field ?? '').split(',').filter((address) => address.trim() !== '');
}
