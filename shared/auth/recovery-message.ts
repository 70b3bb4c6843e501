import * as z from 'zod';
import { noticeNames, textedNames } from '#shared/mail/mails/notice-mails';
import { RecoveryChannel } from './credentials.ts';

/** Work of the queue `recovery`: what must not make an answer slower, or tell strangers anything. */
export const RecoveryMessage = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('recover'),
    login: z.string(),
    channel: RecoveryChannel,
    /** Hash of the secret that was given to whoever asked. */
    requestHash: z.string(),
  }),
  z.strictObject({
    kind: z.literal('notify'),
    userId: z.string(),
    notice: z.enum(noticeNames),
    at: z.iso.datetime(),
    /** Where the person was reached before, if that has just changed: they must hear of it there too. */
    formerEmail: z.string().optional(),
    formerPhone: z.string().optional(),
  }),
  z.strictObject({
    /** What a mail has told, to the phone too. */
    kind: z.literal('notify-by-text'),
    userId: z.string(),
    notice: z.enum(textedNames),
    formerPhone: z.string().optional(),
  }),
  z.strictObject({
    kind: z.literal('new-device'),
    userId: z.string(),
    at: z.iso.datetime(),
    device: z.string(),
    place: z.string(),
  }),
  z.strictObject({
    kind: z.literal('secure'),
    userId: z.string(),
    isLocked: z.boolean(),
    at: z.iso.datetime(),
  }),
  z.strictObject({
    kind: z.literal('tell-of-lock'),
    userId: z.string(),
    /** The administrator who did it and need not be told. */
    byUserId: z.string(),
    at: z.iso.datetime(),
  }),
]);

export type RecoveryMessage = z.output<typeof RecoveryMessage>;

/** Hands work to the recovery worker; what is accepted is done at least once. */
export interface RecoveryQueue {
  send(message: RecoveryMessage): Promise<void>;
}
