import * as z from 'zod';
import type { SuppressionReason } from '#shared/mail/suppressions';

const Recipients = z.array(z.object({ emailAddress: z.string() }));

/**
 * What SES tells of a mail through EventBridge (SES developer guide, “Contents of event data that
 * Amazon SES publishes”).
 */
export const FeedbackEvent = z.object({
  detail: z.discriminatedUnion('eventType', [
    z.object({
      eventType: z.literal('Bounce'),
      bounce: z.object({
        bounceType: z.enum(['Undetermined', 'Permanent', 'Transient']),
        bouncedRecipients: Recipients,
        timestamp: z.string(),
      }),
    }),
    z.object({
      eventType: z.literal('Complaint'),
      complaint: z.object({ complainedRecipients: Recipients, timestamp: z.string() }),
    }),
  ]),
});

export type FeedbackEvent = z.output<typeof FeedbackEvent>;

export interface Feedback {
  readonly reason: SuppressionReason;
  readonly addresses: readonly string[];
  readonly at: string;
}

/** Which addresses to suppress. A full mailbox or a slow server is none: SES tries those again itself. */
export function feedbackOf({ detail }: FeedbackEvent): Feedback | undefined {
  const addresses = (recipients: z.output<typeof Recipients>) =>
    recipients.map(({ emailAddress }) => emailAddress.toLowerCase());
  if (detail.eventType === 'Complaint') {
    const { complainedRecipients, timestamp: at } = detail.complaint;
    return { reason: 'complaint', addresses: addresses(complainedRecipients), at };
  }
  const { bounceType, bouncedRecipients, timestamp: at } = detail.bounce;
  if (bounceType !== 'Permanent') return undefined;
  return { reason: 'bounce', addresses: addresses(bouncedRecipients), at };
}
