import { Stack, type StackProps } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as ses from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import { catalogue } from '#functions/catalogue';
import { queues } from '#functions/queues';
import type { Grantable } from '../constructs/grants.ts';
import { addFunction, type House } from '../constructs/house.ts';
import { consumeQueue } from '../constructs/queue-consumer.ts';
import { WorkQueue } from '../constructs/work-queue.ts';

export interface MailStackProps extends StackProps {
  readonly house: House;
  readonly resources: Grantable;
}

/** What becomes of mail that was sent: SES tells of refused and unwanted mail, and a function acts on it. */
export class MailStack extends Stack {
  constructor(scope: Construct, id: string, props: MailStackProps) {
    super(scope, id, props);
    const { house, resources } = props;
    const { mailFeedback } = catalogue;
    const { queue, deadLetters } = new WorkQueue(this, 'Feedback', {
      consumerTimeout: mailFeedback.timeout,
      errorImpact: queues['mail-feedback'].errorImpact,
      alarmTopic: house.alarmTopic,
    });
    const { configurationSet, configurationSetArn } = resources.mail;
    new ses.ConfigurationSetEventDestination(this, 'FeedbackDestination', {
      configurationSet: ses.ConfigurationSet.fromConfigurationSetName(
        this,
        'ConfigurationSet',
        configurationSet,
      ),
      // SES publishes to the account's default bus and to no other.
      destination: ses.EventDestination.eventBus(
        events.EventBus.fromEventBusName(this, 'DefaultBus', 'default'),
      ),
      events: [ses.EmailSendingEvent.BOUNCE, ses.EmailSendingEvent.COMPLAINT],
    });
    new events.Rule(this, 'FeedbackArrived', {
      eventPattern: {
        source: ['aws.ses'],
        detailType: ['Email Bounced', 'Email Complaint Received'],
        resources: [configurationSetArn],
      },
      targets: [new targets.SqsQueue(queue, { deadLetterQueue: deadLetters })],
    });
    const worker = addFunction(this, house, 'mailFeedback', mailFeedback, resources);
    consumeQueue(worker, queue, mailFeedback.trigger.batchSize);
  }
}
