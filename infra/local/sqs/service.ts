import * as z from 'zod';
import {
  type AccessNeed,
  type CloudContext,
  type CloudService,
  type ResourceType,
  ServiceError,
  type ServiceRequest,
} from '../service.ts';
import { arnOfUrl, createOperations } from './operations.ts';
import type { QueueAccess } from './queue-access.ts';
import { queueDefinition } from './queue-definition.ts';
import { createQueues } from './queues.ts';

const Named = z.looseObject({
  QueueUrl: z.string().optional(),
  QueueName: z.string().optional(),
  SourceArn: z.string().optional(),
  DestinationArn: z.string().optional(),
});

/** Batches are allowed by the action of the single operation. */
const actionOf = (operation: string) => `sqs:${operation.replace(/Batch$/, '')}`;

/** Errors whose query-protocol name differs; the SDK reads it from `x-amzn-query-error`. */
const queryNames: Readonly<Record<string, string>> = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  BatchRequestTooLong: 'AWS.SimpleQueueService.BatchRequestTooLong',
  UnsupportedOperation: 'AWS.SimpleQueueService.UnsupportedOperation',
};

function operationOf(request: ServiceRequest): string {
  const target = request.headers['x-amz-target'] ?? '';
  if (target.startsWith('AmazonSQS.')) return target.slice('AmazonSQS.'.length);
  throw new ServiceError(
    'UnsupportedOperation',
    'Only the JSON protocol of SQS is emulated: the header X-Amz-Target must start with AmazonSQS.',
  );
}

function bodyOf(request: ServiceRequest): unknown {
  try {
    return JSON.parse(Buffer.from(request.body).toString());
  } catch {
    throw new ServiceError('SerializationException', 'The request body is not JSON.');
  }
}

/** SQS standard queues over the JSON protocol, and the same queues for services of this process. */
export function createSqs(context: CloudContext): CloudService & {
  readonly resourceTypes: Readonly<Record<string, ResourceType>>;
  readonly queues: QueueAccess;
} {
  const { faults, region, accountId } = context;
  const queues = createQueues(context);
  const run = createOperations(context, queues);

  const identify: ResourceType['identify'] = ({ name, logicalId, stack }) => {
    const queueName = name ?? `${stack}-${logicalId}`.slice(0, 80);
    const url = `https://sqs.${region}.amazonaws.com/${accountId}/${queueName}`;
    const arn = `arn:aws:sqs:${region}:${accountId}:${queueName}`;
    return { ref: url, attributes: { Arn: arn, QueueName: queueName, QueueUrl: url } };
  };

  const namedQueue = (input: unknown): string => {
    const { data } = Named.safeParse(input);
    if (data?.SourceArn) return data.SourceArn;
    const name = data?.QueueUrl ?? data?.QueueName;
    return name === undefined ? '*' : arnOfUrl(name, context);
  };

  return {
    queues,
    reset: () => queues.reset(),
    resourceTypes: {
      'AWS::SQS::Queue': {
        nameProperty: 'QueueName',
        identify,
        create(resource, { ref, attributes }) {
          const { Arn: arn = '', QueueName: name = '' } = attributes;
          queues.define(queueDefinition(resource, { arn, name, url: ref }));
        },
      },
      'AWS::SQS::QueuePolicy': {
        identify: ({ logicalId }) => ({ ref: logicalId, attributes: { Id: logicalId } }),
        create: () => undefined,
      },
    },
    needs(request): readonly AccessNeed[] {
      const operation = operationOf(request);
      const input = bodyOf(request);
      const resource = namedQueue(input);
      if (operation === 'ListQueues') return [{ action: 'sqs:ListQueues', resource: '*' }];
      if (operation !== 'StartMessageMoveTask') return [{ action: actionOf(operation), resource }];
      const destination = Named.safeParse(input).data?.DestinationArn;
      return [
        ...['StartMessageMoveTask', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map(
          (action) => ({ action: `sqs:${action}`, resource }),
        ),
        ...(destination ? [{ action: 'sqs:SendMessage', resource: destination }] : []),
      ];
    },
    async handle(request) {
      const operation = operationOf(request);
      const input = bodyOf(request);
      const queueName = namedQueue(input).split(':').at(-1) ?? '';
      if (faults.strikes('throttle', queueName))
        throw new ServiceError('RequestThrottled', 'The request was denied due to throttling.', {
          status: 403,
        });
      const output = await run(operation, input);
      if (faults.strikes('lost-acknowledgement', queueName))
        throw new ServiceError('InternalFailure', 'The answer was lost after the work was done.', {
          status: 500,
        });
      return {
        status: 200,
        headers: { 'content-type': 'application/x-amz-json-1.0' },
        body: JSON.stringify(output),
      };
    },
    refuse: (_request, error) => ({
      status: error.status,
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amzn-query-error': `${queryNames[error.code] ?? error.code};${error.status < 500 ? 'Sender' : 'Receiver'}`,
      },
      body: JSON.stringify({
        __type: `com.amazonaws.sqs#${error.code}`,
        message: error.message,
      }),
    }),
  };
}
