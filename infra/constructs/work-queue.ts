import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface WorkQueueProps {
  /** Time-out of the function that reads the queue, in seconds. */
  readonly consumerTimeout: number;
  readonly errorImpact: string;
  readonly alarmTopic: sns.ITopic;
}

/** A queue with its dead-letter queue and the alarm that fires when work lands there. */
export class WorkQueue extends Construct {
  readonly queue: sqs.Queue;
  readonly deadLetters: sqs.Queue;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    this.deadLetters = new sqs.Queue(this, 'DeadLetters', {
      enforceSSL: true,
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      retentionPeriod: Duration.days(14),
    });
    this.queue = new sqs.Queue(this, 'Queue', {
      enforceSSL: true,
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      // AWS, “Using Lambda with Amazon SQS”: at least six times the function's time-out.
      visibilityTimeout: Duration.seconds(6 * props.consumerTimeout),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    });
    deadLetterAlarm(this, 'Alarm', this.deadLetters, props);
  }
}

/** The alarm of a dead-letter queue: one message there is one too many. */
export function deadLetterAlarm(
  scope: Construct,
  id: string,
  deadLetters: sqs.Queue,
  props: Pick<WorkQueueProps, 'errorImpact' | 'alarmTopic'>,
): void {
  new cloudwatch.Alarm(scope, id, {
    alarmDescription: props.errorImpact,
    metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
    threshold: 1,
    evaluationPeriods: 1,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  }).addAlarmAction(new actions.SnsAction(props.alarmTopic));
}
