import { Stack, type StackProps } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { catalogue } from '#functions/catalogue';
import { type QueueName, queues } from '#functions/queues';
import type { Grantable } from '../constructs/grants.ts';
import { addFunction, type House } from '../constructs/house.ts';
import { consumeQueue } from '../constructs/queue-consumer.ts';
import { addSchedule } from '../constructs/schedule.ts';
import { WorkQueue } from '../constructs/work-queue.ts';

export interface ImportsStackProps extends StackProps {
  readonly house: House;
  readonly resources: Grantable;
}

/** Work on many records: from a file in the bucket to rows in the table, and back, and on whole lists. */
export class ImportsStack extends Stack {
  readonly resources: Grantable;

  constructor(scope: Construct, id: string, props: ImportsStackProps) {
    super(scope, id, props);
    const { house } = props;
    const { exportRows, importPlan, importRows, importWatch, recordJobsWorker } = catalogue;
    const workQueue = (name: QueueName, construct: string, consumerTimeout: number) =>
      new WorkQueue(this, construct, {
        consumerTimeout,
        errorImpact: queues[name].errorImpact,
        alarmTopic: house.alarmTopic,
      });
    const files = workQueue('import-files', 'ImportFiles', importPlan.timeout);
    const rows = workQueue('import-rows', 'ImportRowChunks', importRows.timeout);
    const exports = workQueue('exports', 'Exports', exportRows.timeout);
    const jobs = workQueue('record-jobs', 'RecordJobs', recordJobsWorker.timeout);
    this.resources = {
      ...props.resources,
      queues: {
        ...props.resources.queues,
        'import-files': { arn: files.queue.queueArn, url: files.queue.queueUrl },
        exports: { arn: exports.queue.queueArn, url: exports.queue.queueUrl },
        'record-jobs': { arn: jobs.queue.queueArn, url: jobs.queue.queueUrl },
        'import-rows': { arn: rows.queue.queueArn, url: rows.queue.queueUrl },
      },
    };

    new events.Rule(this, 'FileArrived', {
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [props.resources.filesBucket.name] },
          // Results are written to the same bucket: only these prefixes may start an import.
          object: { key: [{ prefix: 'inbox/' }, { prefix: 'uploads/' }] },
        },
      },
      targets: [new targets.SqsQueue(files.queue, { deadLetterQueue: files.deadLetters })],
    });

    const plan = addFunction(this, house, 'importPlan', importPlan, this.resources);
    consumeQueue(plan, files.queue, importPlan.trigger.batchSize);
    const chunks = addFunction(this, house, 'importRows', importRows, this.resources);
    consumeQueue(chunks, rows.queue, importRows.trigger.batchSize);
    const writer = addFunction(this, house, 'exportRows', exportRows, this.resources);
    consumeQueue(writer, exports.queue, exportRows.trigger.batchSize);
    const worker = addFunction(this, house, 'recordJobsWorker', recordJobsWorker, this.resources);
    consumeQueue(worker, jobs.queue, recordJobsWorker.trigger.batchSize);
    const watch = addFunction(this, house, 'importWatch', importWatch, this.resources);
    addSchedule(watch, importWatch.trigger.expression, {
      errorImpact: importWatch.errorImpact,
      alarmTopic: house.alarmTopic,
    });
  }
}
