import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { catalogue } from '#functions/catalogue';
import { queues } from '#functions/queues';
import type { Grantable } from '../constructs/grants.ts';
import { addFunction, type House } from '../constructs/house.ts';
import { consumeQueue } from '../constructs/queue-consumer.ts';
import { addSchedule } from '../constructs/schedule.ts';
import { WorkQueue } from '../constructs/work-queue.ts';

export interface OffBoardingStackProps extends StackProps {
  readonly house: House;
  readonly resources: Grantable;
}

/** Who may do what until when: leavers with their queue and dates to come, requests for access, reviews. */
export class OffBoardingStack extends Stack {
  readonly resources: Grantable;

  constructor(scope: Construct, id: string, props: OffBoardingStackProps) {
    super(scope, id, props);
    const { house } = props;
    const { accessWatch, offBoardingWatch, offBoardingWorker } = catalogue;
    const { queue } = new WorkQueue(this, 'Work', {
      consumerTimeout: offBoardingWorker.timeout,
      errorImpact: queues['off-boarding'].errorImpact,
      alarmTopic: house.alarmTopic,
    });
    this.resources = {
      ...props.resources,
      queues: {
        ...props.resources.queues,
        'off-boarding': { arn: queue.queueArn, url: queue.queueUrl },
      },
    };
    const worker = addFunction(this, house, 'offBoardingWorker', offBoardingWorker, this.resources);
    consumeQueue(worker, queue, offBoardingWorker.trigger.batchSize);
    const watch = addFunction(this, house, 'offBoardingWatch', offBoardingWatch, this.resources);
    addSchedule(watch, offBoardingWatch.trigger.expression, {
      errorImpact: offBoardingWatch.errorImpact,
      alarmTopic: house.alarmTopic,
    });
    const access = addFunction(this, house, 'accessWatch', accessWatch, this.resources);
    addSchedule(access, accessWatch.trigger.expression, {
      errorImpact: accessWatch.errorImpact,
      alarmTopic: house.alarmTopic,
    });
  }
}
