import * as z from 'zod';

const request = z.object({
  /** Ciphertext of the AWS Encryption SDK in base64; absent when there is nothing to hand over. */
  code: z.string().nullish(),
  userAttributes: z.record(z.string(), z.string()),
  clientMetadata: z.record(z.string(), z.string()).nullish(),
});

/** What Cognito hands to custom senders (“Custom email sender Lambda trigger”). */
export const SenderEvent = z.object({
  triggerSource: z.templateLiteral([
    z.enum(['CustomEmailSender', 'CustomSMSSender']),
    '_',
    z.string(),
  ]),
  userName: z.string(),
  request,
});

export type SenderEvent = z.output<typeof SenderEvent>;

/** A message that Cognito asks for, its code decrypted. */
export interface MessageRequest {
  /** The last part of Cognito's trigger source, for example `ForgotPassword`. */
  readonly occasion: string;
  /** The person's name at the identity provider. */
  readonly username: string;
  readonly email: string;
  /** The verified phone number, or the one that is to be verified. */
  readonly phone: string | undefined;
  readonly medium: 'email' | 'sms';
  readonly code: string | undefined;
  readonly startedBy: 'person' | 'administrator';
  /** Of the secret that whoever asked for a recovery code holds. */
  readonly requestHash: string | undefined;
}

/** What an event asks for. A person's choice of a text message overrules Cognito's order of contacts. */
export function messageRequest(
  { triggerSource, userName: username, request: asked }: SenderEvent,
  code: string | undefined,
): MessageRequest {
  const [sender, occasion = ''] = triggerSource.split('_');
  const { userAttributes: attributes, clientMetadata } = asked;
  const phone = attributes['phone_number'];
  const isChosen =
    occasion === 'ForgotPassword' &&
    clientMetadata?.['channel'] === 'sms' &&
    attributes['phone_number_verified'] === 'true';
  const byText = phone !== undefined && (sender === 'CustomSMSSender' || isChosen);
  return {
    occasion,
    username,
    code,
    phone,
    email: attributes['email'] ?? '',
    medium: byText ? 'sms' : 'email',
    startedBy: clientMetadata?.['by'] === 'administrator' ? 'administrator' : 'person',
    requestHash: clientMetadata?.['request'],
  };
}
