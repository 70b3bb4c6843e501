import type { StoredPrincipal } from '#shared/auth/principal-item';
import type { RecoveryStore } from '#shared/auth/recovery-store';
import type { TextSender } from '#shared/mail/text-sender';
import { type CodeTextName, composeText } from '#shared/mail/texts';
import type { MessageRequest } from './sender-event.ts';

export interface DeliverTextNeeds {
  readonly recoveries: Pick<RecoveryStore, 'noteCode'>;
  readonly texts: TextSender;
}

const textOf: Readonly<Record<string, CodeTextName>> = {
  Authentication: 'signInCode',
  ForgotPassword: 'recoveryCode',
};

/** Sends a code to a person's phone in their language. */
export async function deliverText(
  { recoveries, texts }: DeliverTextNeeds,
  { occasion, code, phone, requestHash }: MessageRequest,
  person: StoredPrincipal,
): Promise<void> {
  if (code === undefined || phone === undefined)
    throw new Error(`Cognito sent no code or no phone number for ${occasion}.`);
  const name = textOf[occasion] ?? 'verificationCode';
  // Without the hash of a request, as after a reset by an administrator, nobody could present it.
  if (name === 'recoveryCode' && requestHash !== undefined)
    await recoveries.noteCode(person.userId, requestHash, code);
  await texts.send({ name, to: phone, text: composeText(name, person.locale, { code }) });
}
