import * as z from 'zod';
import type { Resource } from '../service.ts';

/** A standard queue as its template describes it; times in seconds. */
export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly delay: number;
  readonly retention: number;
  readonly visibilityTimeout: number;
  readonly waitTime: number;
  readonly maximumSize: number;
  readonly redrive:
    | { readonly deadLetterArn: string; readonly maxReceiveCount: number }
    | undefined;
}

/** 1 MiB: the limit of SQS since August 2025. */
export const largestMessage = 1_048_576;

const seconds = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

const RedrivePolicy = z.object({
  deadLetterTargetArn: z.string(),
  maxReceiveCount: z.coerce.number().int().min(1).max(1_000),
});

const QueueProperties = z.strictObject({
  QueueName: z.string().optional(),
  DelaySeconds: seconds(0, 900).default(0),
  MessageRetentionPeriod: seconds(60, 1_209_600).default(345_600),
  VisibilityTimeout: seconds(0, 43_200).default(30),
  ReceiveMessageWaitTimeSeconds: seconds(0, 20).default(0),
  MaximumMessageSize: seconds(1_024, largestMessage).default(largestMessage),
  RedrivePolicy: RedrivePolicy.optional(),
  RedriveAllowPolicy: z.unknown().optional(),
  SqsManagedSseEnabled: z.unknown().optional(),
  KmsMasterKeyId: z.unknown().optional(),
  KmsDataKeyReusePeriodSeconds: z.unknown().optional(),
  Tags: z.unknown().optional(),
  FifoQueue: z
    .literal([false, 'false'], 'FIFO queues are not emulated: use a standard queue.')
    .optional(),
});

/** Reads the properties of an `AWS::SQS::Queue`. Throws with the reason where they are not understood. */
export function queueDefinition(
  resource: Resource,
  identity: { readonly name: string; readonly arn: string; readonly url: string },
): Queue {
  const parsed = QueueProperties.safeParse(resource.properties);
  if (!parsed.success)
    throw new Error(`${resource.logicalId} (${resource.type}): ${z.prettifyError(parsed.error)}`);
  const { data } = parsed;
  return {
    ...identity,
    delay: data.DelaySeconds,
    retention: data.MessageRetentionPeriod,
    visibilityTimeout: data.VisibilityTimeout,
    waitTime: data.ReceiveMessageWaitTimeSeconds,
    maximumSize: data.MaximumMessageSize,
    redrive: data.RedrivePolicy && {
      deadLetterArn: data.RedrivePolicy.deadLetterTargetArn,
      maxReceiveCount: data.RedrivePolicy.maxReceiveCount,
    },
  };
}
