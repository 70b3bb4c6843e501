import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { catalogue } from '#functions/catalogue';
import { type QueueName, queues } from '#functions/queues';
import type { Grantable } from '../constructs/grants.ts';
import { addFunction, type House } from '../constructs/house.ts';
import { consumeQueue } from '../constructs/queue-consumer.ts';
import { WorkQueue } from '../constructs/work-queue.ts';

export interface CustomerDataStackProps extends StackProps {
  readonly house: House;
  readonly resources: Grantable;
}

/** Long work on customers' data that one request cannot end: merges, what people ask about their own data, the search index made anew. */
export class CustomerDataStack extends Stack {
  readonly resources: Grantable;

  constructor(scope: Construct, id: string, props: CustomerDataStackProps) {
    super(scope, id, props);
    const { house } = props;
    const { mergeWorker, privacyWorker, searchRebuild } = catalogue;
    const workQueue = (name: QueueName, construct: string, consumerTimeout: number) =>
      new WorkQueue(this, construct, {
        consumerTimeout,
        errorImpact: queues[name].errorImpact,
        alarmTopic: house.alarmTopic,
      }).queue;
    const merges = workQueue('merges', 'Merges', mergeWorker.timeout);
    const people = workQueue('people', 'People', privacyWorker.timeout);
    const rebuilds = workQueue('search-rebuild', 'SearchRebuilds', searchRebuild.timeout);
    this.resources = {
      ...props.resources,
      queues: {
        ...props.resources.queues,
        merges: { arn: merges.queueArn, url: merges.queueUrl },
        people: { arn: people.queueArn, url: people.queueUrl },
        'search-rebuild': { arn: rebuilds.queueArn, url: rebuilds.queueUrl },
      },
    };
    const merger = addFunction(this, house, 'mergeWorker', mergeWorker, this.resources);
    consumeQueue(merger, merges, mergeWorker.trigger.batchSize);
    const worker = addFunction(this, house, 'privacyWorker', privacyWorker, this.resources);
    consumeQueue(worker, people, privacyWorker.trigger.batchSize);
    const rebuilder = addFunction(this, house, 'searchRebuild', searchRebuild, this.resources);
    consumeQueue(rebuilder, rebuilds, searchRebuild.trigger.batchSize);
  }
}
