import { Stack, type StackProps } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { catalogue } from '#functions/catalogue';
import type { FunctionDefinition } from '#functions/define-function';
import { queues } from '#functions/queues';
import type { Grantable } from '../constructs/grants.ts';
import { addFunction, type House } from '../constructs/house.ts';
import { consumeQueue } from '../constructs/queue-consumer.ts';
import { addSchedule } from '../constructs/schedule.ts';
import {
  followStream,
  isStreamTrigger,
  type RecordsStream,
} from '../constructs/stream-consumer.ts';
import { WorkQueue } from '../constructs/work-queue.ts';

export interface EventsStackProps extends StackProps {
  readonly house: House;
  readonly resources: Grantable;
  readonly stream: RecordsStream;
  readonly eventBus: events.EventBus;
}

/** What follows from a change of a record: the table's stream and those who read it. */
export class EventsStack extends Stack {
  constructor(scope: Construct, id: string, props: EventsStackProps) {
    super(scope, id, props);
    const { house, resources, stream } = props;
    for (const [name, definition] of Object.entries<FunctionDefinition>(catalogue)) {
      const { trigger, errorImpact } = definition;
      if (!trigger || !isStreamTrigger(trigger)) continue;
      const reader = addFunction(this, house, name, definition, resources);
      const { alarmTopic } = house;
      followStream(reader, { trigger, errorImpact, alarmTopic, stream });
    }
    this.addReminders(props);
  }

  /** What waits for a time: noted every five minutes, then told by mail from the note's own event. */
  private addReminders({ house, resources, eventBus }: EventsStackProps): void {
    const { recordMails, recordWake } = catalogue;
    const wake = addFunction(this, house, 'recordWake', recordWake, resources);
    addSchedule(wake, recordWake.trigger.expression, {
      errorImpact: recordWake.errorImpact,
      alarmTopic: house.alarmTopic,
    });
    const { queue, deadLetters } = new WorkQueue(this, 'RecordMailQueue', {
      consumerTimeout: recordMails.timeout,
      errorImpact: queues['record-mails'].errorImpact,
      alarmTopic: house.alarmTopic,
    });
    new events.Rule(this, 'TimeHasCome', {
      eventBus,
      eventPattern: {
        source: ['stratus.records'],
        detailType: ['task.updated', 'ticket.updated'],
        detail: { means: ['automation'], fields: ['remindedAt', 'isOverdue'] },
      },
      targets: [new targets.SqsQueue(queue, { deadLetterQueue: deadLetters })],
    });
    const worker = addFunction(this, house, 'recordMails', recordMails, resources);
    consumeQueue(worker, queue, recordMails.trigger.batchSize);
  }
}
