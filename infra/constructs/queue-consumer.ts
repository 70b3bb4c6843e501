import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { acknowledge } from './acknowledge.ts';
import type { CrmFunction } from './crm-function.ts';

/** Lets a function work off a queue; single failed messages come back, the others are done with. */
export function consumeQueue(consumer: CrmFunction, queue: sqs.IQueue, batchSize: number): void {
  consumer.role.addToPolicy(
    new iam.PolicyStatement({
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      resources: [queue.queueArn],
    }),
  );
  const mapping = new lambda.EventSourceMapping(consumer, 'Queue', {
    target: consumer.function,
    eventSourceArn: queue.queueArn,
    batchSize,
    reportBatchItemFailures: true,
  });
  acknowledge(mapping, {
    'Serverless-LambdaEventSourceMappingDestination':
      'The queue’s own dead-letter queue takes what failed.',
  });
}
