import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { CrmFunction } from './crm-function.ts';

/** Runs a function at the times of a `rate(…)` or `cron(…)` expression, in UTC. */
export function addSchedule(target: CrmFunction, expression: string): void {
  const deadLetterQueue = new sqs.Queue(target, 'MissedRuns', {
    enforceSSL: true,
    encryption: sqs.QueueEncryption.SQS_MANAGED,
  });
  new events.Rule(target, 'Schedule', {
    schedule: events.Schedule.expression(expression),
    targets: [new targets.LambdaFunction(target.function, { deadLetterQueue, retryAttempts: 2 })],
  });
}
