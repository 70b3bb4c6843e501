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
