import { Stack, type StackProps } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import { catalogue } from '#functions/catalogue';
import { DeadLetters } from '../constructs/dead-letters.ts';
import type { Grantable } from '../constructs/grants.ts';
import { addFunction, type House } from '../constructs/house.ts';

export interface EventsStackProps extends StackProps {
  readonly house: House;
  readonly resources: Grantable;
  readonly records: dynamodb.Table;
}

/** What follows from a change of a record: the table's stream and those who read it. */
export class EventsStack extends Stack {
  constructor(scope: Construct, id: string, props: EventsStackProps) {
    super(scope, id, props);
    const { house } = props;
    const { recordChanges } = catalogue;
    const reader = addFunction(this, house, 'recordChanges', recordChanges, props.resources);
    const deadLetters = new DeadLetters(this, 'DeadLetters', {
      errorImpact: recordChanges.errorImpact,
      alarmTopic: house.alarmTopic,
    });
    const streamArn = props.records.tableStreamArn ?? '';
    reader.role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        resources: [streamArn],
      }),
    );
    reader.role.addToPolicy(
      new iam.PolicyStatement({ actions: ['dynamodb:ListStreams'], resources: ['*'] }),
    );
    new lambda.EventSourceMapping(this, 'Changes', {
      target: reader.function,
      eventSourceArn: streamArn,
      startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      batchSize: recordChanges.trigger.batchSize,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      retryAttempts: 10,
      onFailure: new SqsDlq(deadLetters.queue),
      // Only change entries matter here; the filter keeps records and markers from waking the function.
      filters: [
        lambda.FilterCriteria.filter({
          eventName: ['INSERT'],
          dynamodb: { Keys: { sk: { S: [{ prefix: 'change#' }] } } },
        }),
      ],
    });
  }
}
