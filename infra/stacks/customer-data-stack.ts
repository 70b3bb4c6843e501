import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { catalogue } from '#functions/catalogue';
import { queues } from '#functions/queues';
import type { Grantable } from '../constructs/grants.ts';
import { addFunction, type House } from '../constructs/house.ts';
import { consumeQueue } from '../constructs/queue-consumer.ts';
import { WorkQueue } from '../constructs/work-queue.ts';

export interface CustomerDataStackProps extends StackProps {
  readonly house: House;
  readonly resources: Grantable;
}

/** Long work on customers' records that one request cannot end: merges. */
export class CustomerDataStack extends Stack {
  readonly resources: Grantable;

  constructor(scope: Construct, id: string, props: CustomerDataStackProps) {
    super(scope, id, props);
    const { house } = props;
    const { mergeWorker } = catalogue;
    const merges = new WorkQueue(this, 'Merges', {
      consumerTimeout: mergeWorker.timeout,
      errorImpact: queues.merges.errorImpact,
      alarmTopic: house.alarmTopic,
    }).queue;
    this.resources = {
      ...props.resources,
      queues: {
        ...props.resources.queues,
        merges: { arn: merges.queueArn, url: merges.queueUrl },
      },
    };
    const worker = addFunction(this, house, 'mergeWorker', mergeWorker, this.resources);
    consumeQueue(worker, merges, mergeWorker.trigger.batchSize);
  }
}
