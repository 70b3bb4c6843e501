import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type { CrmFunction } from './crm-function.ts';
import { DeadLetters, type DeadLettersProps } from './dead-letters.ts';

/** Runs a function at the times of a `rate(…)` or `cron(…)` expression, in UTC. */
export function addSchedule(
  target: CrmFunction,
  expression: string,
  props: DeadLettersProps,
): void {
  const { queue } = new DeadLetters(target, 'MissedRuns', props);
  new events.Rule(target, 'Schedule', {
    schedule: events.Schedule.expression(expression),
    targets: [
      new targets.LambdaFunction(target.function, { deadLetterQueue: queue, retryAttempts: 2 }),
    ],
  });
}
