import {
  PinpointSMSVoiceV2Client,
  type PinpointSMSVoiceV2ClientConfig,
  SendTextMessageCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { messageCalls } from '#shared/clients/client-limits';
import { inTime } from '#shared/clients/in-time';

/** A text message to one phone, in the form of E.164. */
export interface TextMessage {
  /** Which of the product's text messages it is. */
  readonly name: string;
  readonly to: string;
  readonly text: string;
}

/** Sends text messages; throws when one was not accepted for delivery. */
export interface TextSender {
  send(message: TextMessage): Promise<void>;
}

/** Text messages through AWS End User Messaging; `from` is the ARN they come from, or `none`. */
export function createTextSender(
  from: string,
  options: PinpointSMSVoiceV2ClientConfig = {},
): TextSender {
  const client = inTime(new PinpointSMSVoiceV2Client({ ...messageCalls, ...options }));
  return {
    async send({ name, to, text }) {
      if (from === 'none') throw new Error('This deployment has nowhere to send texts from.');
      await client.send(
        new SendTextMessageCommand({
          DestinationPhoneNumber: to,
          OriginationIdentity: from,
          MessageBody: text,
          MessageType: 'TRANSACTIONAL',
          Context: { text: name },
        }),
      );
    },
  };
}
