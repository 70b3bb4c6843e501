import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

export interface DeadLettersProps {
  /** What users notice when work lands here: the text of the alarm. */
  readonly errorImpact: string;
  readonly alarmTopic: sns.ITopic;
}

/** Where failed work waits for 14 days, and the alarm: one message there is one too many. */
export class DeadLetters extends Construct {
  readonly queue: sqs.Queue;

  constructor(scope: Construct, id: string, props: DeadLettersProps) {
    super(scope, id);
    this.queue = new sqs.Queue(this, 'Queue', {
      enforceSSL: true,
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      retentionPeriod: Duration.days(14),
    });
    const reason = 'It is itself where failed work ends up.';
    acknowledge(this.queue, {
      'AwsSolutions-SQS3': reason,
      'Serverless-SQSRedrivePolicy': reason,
    });
    new cloudwatch.Alarm(this, 'Alarm', {
      alarmDescription: props.errorImpact,
      metric: this.queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new actions.SnsAction(props.alarmTopic));
  }
}
