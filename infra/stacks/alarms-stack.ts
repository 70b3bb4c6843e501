import { Stack, type StackProps } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { acknowledge } from '../constructs/acknowledge.ts';
import type { Settings } from '../settings.ts';

/** Where every alarm goes, so that one subscription hears them all. */
export class AlarmsStack extends Stack {
  readonly topic: sns.Topic;

  constructor(scope: Construct, id: string, props: StackProps & { readonly settings: Settings }) {
    super(scope, id, props);
    this.topic = new sns.Topic(this, 'Alarms', { enforceSSL: true });
    const { alarmEmail } = props.settings;
    if (!alarmEmail) return;
    const subscription = this.topic.addSubscription(
      new subscriptions.EmailSubscription(alarmEmail),
    );
    acknowledge(subscription, {
      'Serverless-SNSRedrivePolicy': 'SNS repeats mail by itself; nothing reads a queue of alarms.',
    });
  }
}
