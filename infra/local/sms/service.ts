import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import {
  type CloudContext,
  type CloudService,
  type ResourceType,
  ServiceError,
  type ServiceRequest,
  type ServiceResponse,
} from '../service.ts';

const SendTextMessage = z.strictObject({
  DestinationPhoneNumber: z.string().regex(/^\+[1-9]\d{6,14}$/),
  OriginationIdentity: z.string().min(1),
  MessageBody: z.string().min(1).max(1_600),
  MessageType: z.enum(['TRANSACTIONAL', 'PROMOTIONAL']).optional(),
  ConfigurationSetName: z.string().optional(),
  Context: z.record(z.string(), z.string()).optional(),
});

type Message = z.output<typeof SendTextMessage>;

/** AWS End User Messaging (`sms-voice`): text messages go to the outbox. */
export function createSms(context: CloudContext): CloudService & {
  readonly resourceTypes: Readonly<Record<string, ResourceType>>;
} {
  const { faults, outbox } = context;
  return {
    resourceTypes: {},

    needs: (request) => [
      { action: 'sms-voice:SendTextMessage', resource: read(request).OriginationIdentity },
    ],

    async handle(request) {
      const message = read(request);
      const scope = 'sms-voice:SendTextMessage';
      if (faults.strikes('throttle', scope))
        throw new ServiceError('ThrottlingException', 'Rate exceeded');
      const MessageId = outbox.add(outgoing(message));
      if (faults.strikes('lost-acknowledgement', scope))
        throw new ServiceError('InternalServerException', 'Internal failure', { status: 500 });
      return respond(200, { MessageId });
    },

    refuse(_request, { code, status, message }) {
      const type = code === 'AccessDenied' ? 'AccessDeniedException' : code;
      return respond(status, { __type: type, Message: message });
    },

    reset() {},
  };
}

function outgoing({
  DestinationPhoneNumber,
  OriginationIdentity,
  MessageBody,
  Context = {},
  ConfigurationSetName = '',
}: Message) {
  return {
    kind: 'sms' as const,
    from: OriginationIdentity.split('/')[1] ?? OriginationIdentity,
    to: [DestinationPhoneNumber],
    subject: '',
    text: MessageBody,
    html: '',
    headers: {},
    tags: Context,
    configurationSet: ConfigurationSetName,
  };
}

function read({ headers, body }: ServiceRequest): Message {
  const operation = (headers['x-amz-target'] ?? '').replace(/^PinpointSMSVoiceV2\./, '');
  if (operation !== 'SendTextMessage')
    throw new ServiceError('UnknownOperationException', `'${operation}' is not emulated.`);
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    throw new ServiceError('SerializationException', 'The request is not valid JSON.');
  }
  const message = SendTextMessage.safeParse(value);
  if (message.success) return message.data;
  throw new ServiceError('ValidationException', z.prettifyError(message.error));
}

function respond(status: number, document: Readonly<Record<string, unknown>>): ServiceResponse {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify(document),
  };
}
