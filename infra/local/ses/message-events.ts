import { randomUUID } from 'node:crypto';
import type { CloudContext } from '../service.ts';
import type { Message } from './message.ts';
import type { ConfigurationSet } from './state.ts';

/** What became of a mail, by address. */
export interface Delivery {
  readonly id: string;
  readonly message: Message;
  readonly set: ConfigurationSet;
  readonly delivered: readonly string[];
  readonly bounced: readonly string[];
  readonly suppressed: readonly string[];
  readonly complained: readonly string[];
}

/**
 * Puts the events of a mail on the buses its configuration set names. Shape: SES developer guide,
 * "Examples of event data that Amazon SES publishes to EventBridge".
 */
export function announce(context: CloudContext, identity: string, delivery: Delivery): void {
  const { clock, region, accountId, events } = context;
  const { id, message, set } = delivery;
  const timestamp = new Date(clock.now()).toISOString();
  const prefix = `arn:aws:ses:${region}:${accountId}:`;
  const destination = message.recipients.map(({ address }) => address);
  const tags = { ...message.tags, 'ses:configuration-set': set.name };
  const mail = {
    timestamp,
    source: message.source,
    sourceArn: `${prefix}identity/${identity}`,
    sendingAccountId: accountId,
    messageId: id,
    destination,
    headersTruncated: false,
    headers: Object.entries(message.headers).map(([name, value]) => ({ name, value })),
    commonHeaders: {
      from: [message.source],
      to: destination,
      messageId: id,
      subject: message.subject,
    },
    tags: Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])),
  };

  const put = (type: string, detailType: string, detail: Readonly<Record<string, unknown>>) => {
    for (const { types, busName } of set.destinations.values()) {
      if (!types.has(type.toLowerCase())) continue;
      events.put(busName, {
        source: 'aws.ses',
        'detail-type': detailType,
        resources: [`${prefix}configuration-set/${set.name}`],
        detail: { eventType: type, mail, ...detail },
      });
    }
  };

  const bounce = (recipients: readonly string[], bounceSubType: string) => {
    if (recipients.length === 0) return;
    const bouncedRecipients = recipients.map((emailAddress) => ({
      emailAddress,
      action: 'failed',
      status: '5.1.1',
      diagnosticCode: 'smtp; 550 5.1.1 user unknown',
    }));
    const bounceType = 'Permanent';
    const feedbackId = randomUUID();
    put('Bounce', 'Email Bounced', {
      bounce: { feedbackId, bounceType, bounceSubType, bouncedRecipients, timestamp },
    });
  };

  put('Send', 'Email Sent', { send: {} });
  bounce(delivery.suppressed, 'OnAccountSuppressionList');
  bounce(delivery.bounced, 'General');
  if (delivery.delivered.length > 0)
    put('Delivery', 'Email Delivered', {
      delivery: {
        timestamp,
        recipients: delivery.delivered,
        processingTimeMillis: 0,
        smtpResponse: '250 2.0.0 OK',
      },
    });
  if (delivery.complained.length > 0)
    put('Complaint', 'Email Complaint Received', {
      complaint: {
        feedbackId: randomUUID(),
        complainedRecipients: delivery.complained.map((emailAddress) => ({ emailAddress })),
        complaintFeedbackType: 'abuse',
        timestamp,
      },
    });
}
