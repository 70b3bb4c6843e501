import { SESv2Client, type SESv2ClientConfig, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { messageCalls } from '#shared/clients/client-limits';
import { inTime } from '#shared/clients/in-time';
import type { Mailer } from './mailer.ts';

export interface SesMailerNeeds {
  /** The fixed sender of all mail. */
  readonly from: string;
  readonly configurationSet: string;
  readonly options?: SESv2ClientConfig;
}

/** Mail through Amazon SES. */
export function createSesMailer({ from, configurationSet, options = {} }: SesMailerNeeds): Mailer {
  const client = inTime(new SESv2Client({ ...messageCalls, ...options }));
  const part = (Data: string) => ({ Data, Charset: 'UTF-8' });
  return {
    async send({ name, to, subject, text, html }) {
      // A line break in a header would start another header, or another recipient.
      if (/\p{Cc}/u.test(to + subject)) throw new Error('A mail header has a control character.');
      await client.send(
        new SendEmailCommand({
          FromEmailAddress: from,
          ConfigurationSetName: configurationSet,
          Destination: { ToAddresses: [to] },
          EmailTags: [{ Name: 'mail', Value: name }],
          Content: {
            Simple: { Subject: part(subject), Body: { Text: part(text), Html: part(html) } },
          },
        }),
      );
    },
  };
}
