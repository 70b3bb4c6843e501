import * as z from 'zod';
import type { Resource } from '../service.ts';
import type { Delivery } from './deliveries.ts';
import { compilePattern, type Matcher } from './event-pattern.ts';
import { compileSchedule, type Schedule } from './schedule-expression.ts';
import { compileInput, type InputMaker, TargetInput } from './target-input.ts';

/** A target of a rule or schedule: where to, what, and how often to try. */
export interface Target {
  readonly route: Omit<Delivery, 'payload'>;
  readonly input: InputMaker;
}

export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly bus: string;
  readonly matches: Matcher | undefined;
  readonly schedule: Schedule | undefined;
  readonly targets: readonly Target[];
}

const whole = z.coerce.number().int();

const emulatedTarget = z
  .string()
  .regex(
    /^arn:aws:(sqs:.*|lambda:.*:function:.*|events:.*:event-bus\/.*)$/,
    'only SQS queues, Lambda functions and event buses are emulated as targets',
  );

const Delivering = {
  RetryPolicy: z
    .object({
      MaximumRetryAttempts: whole.min(0).max(185).default(185),
      MaximumEventAgeInSeconds: whole.min(60).max(86_400).default(86_400),
    })
    .prefault({}),
  DeadLetterConfig: z.object({ Arn: z.string().optional() }).prefault({}),
};

const RuleProperties = z.strictObject({
  Name: z.string().optional(),
  Description: z.unknown().optional(),
  EventBusName: z.string().default('default'),
  EventPattern: z.unknown().optional(),
  ScheduleExpression: z.string().optional(),
  State: z
    .enum(['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'])
    .default('ENABLED'),
  RoleArn: z.unknown().optional(),
  Tags: z.unknown().optional(),
  Targets: z
    .array(
      z.strictObject({
        Id: z.string(),
        Arn: emulatedTarget,
        RoleArn: z.unknown().optional(),
        SqsParameters: z.never('FIFO queues are not emulated').optional(),
        ...TargetInput,
        ...Delivering,
      }),
    )
    .max(5)
    .default([]),
});

const ScheduleProperties = z.strictObject({
  Name: z.string().optional(),
  Description: z.unknown().optional(),
  GroupName: z.string().default('default'),
  FlexibleTimeWindow: z.object({
    Mode: z.enum(['OFF', 'FLEXIBLE']),
    MaximumWindowInMinutes: whole.min(1).max(1_440).optional(),
  }),
  KmsKeyArn: z.unknown().optional(),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default('UTC'),
  StartDate: z.coerce.date().optional(),
  EndDate: z.coerce.date().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Target: z.strictObject({
    Arn: emulatedTarget,
    RoleArn: z.string(),
    Input: z.string().optional(),
    ...Delivering,
  }),
});

export interface TimedTarget {
  readonly arn: string;
  readonly schedule: Schedule;
  /** Milliseconds within which a run may be put off at random. */
  readonly window: number;
  readonly target: Target;
}

function read<T>(schema: z.ZodType<T>, resource: Resource): T {
  const parsed = schema.safeParse(resource.properties);
  if (parsed.success) return parsed.data;
  throw new Error(`${resource.logicalId} (${resource.type}): ${z.prettifyError(parsed.error)}`);
}

function retrying(target: {
  readonly RetryPolicy: { MaximumRetryAttempts: number; MaximumEventAgeInSeconds: number };
  readonly DeadLetterConfig: { Arn?: string | undefined };
}) {
  return {
    maximumRetries: target.RetryPolicy.MaximumRetryAttempts,
    maximumAge: target.RetryPolicy.MaximumEventAgeInSeconds * 1_000,
    deadLetterArn: target.DeadLetterConfig.Arn,
  };
}

/** Reads an `AWS::Events::Rule`; undefined where it is disabled. Throws where it is not understood. */
export function ruleDefinition(
  resource: Resource,
  { name, arn }: { readonly name: string; readonly arn: string },
): Rule | undefined {
  const properties = read(RuleProperties, resource);
  const { EventPattern, ScheduleExpression } = properties;
  const bus = properties.EventBusName.split('/').at(-1) ?? 'default';
  const pattern: unknown =
    typeof EventPattern === 'string' ? JSON.parse(EventPattern) : EventPattern;
  const rule = {
    name,
    arn,
    bus,
    matches: pattern === undefined ? undefined : compilePattern(pattern),
    schedule: ScheduleExpression === undefined ? undefined : compileSchedule(ScheduleExpression),
    targets: properties.Targets.map((target) => ({
      route: { arn: target.Arn, sourceArn: arn, roleArn: undefined, ...retrying(target) },
      input: compileInput(target, { ruleArn: arn, ruleName: name }),
    })),
  };
  if (!rule.matches && !rule.schedule)
    throw new Error(`${resource.logicalId}: a rule needs EventPattern or ScheduleExpression.`);
  if (rule.schedule && bus !== 'default')
    throw new Error(`${resource.logicalId}: schedules run on the default bus only.`);
  return properties.State === 'DISABLED' ? undefined : rule;
}

/** Reads an `AWS::Scheduler::Schedule`; undefined where it is disabled. Throws where it is not understood. */
export function timedTarget(resource: Resource, arn: string): TimedTarget | undefined {
  const properties = read(ScheduleProperties, resource);
  const { Target: target, FlexibleTimeWindow: flexible, StartDate, EndDate } = properties;
  const next = compileSchedule(properties.ScheduleExpression, {
    timezone: properties.ScheduleExpressionTimezone,
    once: true,
  });
  const schedule: Schedule = (after) => {
    const run = next(Math.max(after, (StartDate?.getTime() ?? 0) - 1));
    return run === undefined || (EndDate && run > EndDate.getTime()) ? undefined : run;
  };
  const input: InputMaker = (event) =>
    target.Input === undefined
      ? JSON.stringify(event)
      : target.Input.replaceAll('<aws.scheduler.schedule-arn>', arn)
          .replaceAll('<aws.scheduler.scheduled-time>', String(event['time']))
          .replaceAll('<aws.scheduler.execution-id>', String(event['id']));
  if (properties.State === 'DISABLED') return undefined;
  return {
    arn,
    schedule,
    window: flexible.Mode === 'OFF' ? 0 : (flexible.MaximumWindowInMinutes ?? 0) * 60_000,
    target: {
      route: { arn: target.Arn, sourceArn: arn, roleArn: target.RoleArn, ...retrying(target) },
      input,
    },
  };
}
