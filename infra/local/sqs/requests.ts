import * as z from 'zod';
import { ServiceError } from '../service.ts';

const MessageAttribute = z.object({
  DataType: z
    .string()
    .regex(/^(String|Number|Binary)(\..+)?$/, 'must start with String, Number or Binary'),
  StringValue: z.string().min(1).optional(),
  BinaryValue: z.base64().optional(),
});

const attributes = z.record(z.string().max(256), MessageAttribute).default({});
const attributeNames = z.array(z.string()).default([]);
const visibility = z.int().min(0).max(43_200);
const delay = z.int().min(0).max(900);
const url = { QueueUrl: z.string() };
const receipt = { ReceiptHandle: z.string() };
const entryId = { Id: z.string().regex(/^[\w-]{1,80}$/) };

const outgoing = {
  MessageBody: z.string().min(1, 'The request must contain the parameter MessageBody.'),
  DelaySeconds: delay.optional(),
  MessageAttributes: attributes,
};

const SendMessage = z.strictObject({ ...url, ...outgoing });
const DeleteMessage = z.strictObject({ ...url, ...receipt });
const ChangeMessageVisibility = z.strictObject({
  ...url,
  ...receipt,
  VisibilityTimeout: visibility,
});
const Queue = z.strictObject(url);

const schemas = {
  SendMessage,
  SendMessageBatch: z.strictObject({
    ...url,
    Entries: z.array(z.strictObject({ ...entryId, ...outgoing })),
  }),
  ReceiveMessage: z.strictObject({
    ...url,
    MaxNumberOfMessages: z.int().min(1).max(10).default(1),
    VisibilityTimeout: visibility.optional(),
    WaitTimeSeconds: z.int().min(0).max(20).optional(),
    AttributeNames: attributeNames,
    MessageSystemAttributeNames: attributeNames,
    MessageAttributeNames: attributeNames,
  }),
  DeleteMessage,
  DeleteMessageBatch: z.strictObject({
    ...url,
    Entries: z.array(z.strictObject({ ...entryId, ...receipt })),
  }),
  ChangeMessageVisibility,
  ChangeMessageVisibilityBatch: z.strictObject({
    ...url,
    Entries: z.array(z.strictObject({ ...entryId, ...receipt, VisibilityTimeout: visibility })),
  }),
  GetQueueUrl: z.strictObject({
    QueueName: z.string(),
    QueueOwnerAWSAccountId: z.string().optional(),
  }),
  GetQueueAttributes: z.strictObject({ ...url, AttributeNames: attributeNames }),
  ListQueues: z.strictObject({
    QueueNamePrefix: z.string().default(''),
    MaxResults: z.int().min(1).max(1_000).optional(),
  }),
  PurgeQueue: Queue,
  StartMessageMoveTask: z.strictObject({
    SourceArn: z.string(),
    DestinationArn: z.string().optional(),
    MaxNumberOfMessagesPerSecond: z.int().min(1).max(500).optional(),
  }),
} as const;

export type Operation = keyof typeof schemas;

export type Inputs = { [O in Operation]: z.output<(typeof schemas)[O]> };

/** The input of each operation; anything AWS knows and we do not is refused by name. */
const requests: { readonly [O in Operation]: z.ZodType<Inputs[O]> } = schemas;

export function isOperation(name: string): name is Operation {
  return Object.hasOwn(requests, name);
}

/** Checks an operation's input. Throws `InvalidParameterValue` that names the first fault. */
export function readInput<O extends Operation>(operation: O, input: unknown): Inputs[O] {
  const parsed = requests[operation].safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ServiceError(
    'InvalidParameterValue',
    `Value for parameter ${issue?.path.join('.') ?? ''} is invalid. Reason: ${issue?.message ?? ''}`,
  );
}
