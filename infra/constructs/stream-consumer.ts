import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Trigger } from '#functions/define-function';
import { acknowledge } from './acknowledge.ts';
import type { CrmFunction } from './crm-function.ts';
import { DeadLetters } from './dead-letters.ts';

type StreamTrigger = Extract<Trigger, { kind: 'record-changes' | 'record-images' }>;

export function isStreamTrigger(trigger: Trigger): trigger is StreamTrigger {
  return trigger.kind === 'record-changes' || trigger.kind === 'record-images';
}

/** What of the table wakes the function: anything else it holds would only cost invocations. */
const filters: Readonly<Record<StreamTrigger['kind'], readonly Record<string, unknown>[]>> = {
  'record-changes': [
    { eventName: ['INSERT'], dynamodb: { Keys: { sk: { S: [{ prefix: 'change#' }] } } } },
    // The end of a record's time in the bin.
    { eventName: ['REMOVE'], dynamodb: { Keys: { sk: { S: ['record'] } } } },
  ],
  'record-images': [
    { dynamodb: { Keys: { sk: { S: ['record'] } } } },
    { dynamodb: { Keys: { sk: { S: [{ prefix: 'share#' }] } } } },
  ],
};

/** The stream of table `records`. */
export interface RecordsStream {
  readonly arn: string;
  readonly tableArn: string;
  /** Name under which the table's ARN is exported: cdk-nag names findings after it. */
  readonly exportName: string;
}

export interface StreamConsumerProps {
  readonly trigger: StreamTrigger;
  readonly stream: RecordsStream;
  readonly errorImpact: string;
  readonly alarmTopic: sns.ITopic;
}

/** Lets a function follow a table's stream; what it cannot do in ten tries ends in a queue of its own. */
export function followStream(reader: CrmFunction, props: StreamConsumerProps): void {
  const { errorImpact, alarmTopic, trigger, stream } = props;
  const deadLetters = new DeadLetters(reader, 'DeadLetters', { errorImpact, alarmTopic });
  reader.role.addToPolicy(
    new iam.PolicyStatement({
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      // A table that was restored has a stream of another name.
      resources: [`${stream.tableArn}/stream/*`],
    }),
  );
  reader.role.addToPolicy(
    new iam.PolicyStatement({ actions: ['dynamodb:ListStreams'], resources: ['*'] }),
  );
  acknowledge(reader.role, {
    [`AwsSolutions-IAM5[Resource::${stream.exportName}/stream/*]`]:
      'A table has one stream at a time, whose name nobody can know beforehand.',
  });
  new lambda.EventSourceMapping(reader, 'Changes', {
    target: reader.function,
    eventSourceArn: stream.arn,
    startingPosition: lambda.StartingPosition.TRIM_HORIZON,
    batchSize: trigger.batchSize,
    reportBatchItemFailures: true,
    bisectBatchOnError: true,
    retryAttempts: 10,
    onFailure: new SqsDlq(deadLetters.queue),
    filters: filters[trigger.kind].map((filter) => lambda.FilterCriteria.filter(filter)),
  });
}
