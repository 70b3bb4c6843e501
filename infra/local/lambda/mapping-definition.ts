import * as z from 'zod';
import { compilePattern, type Matcher } from '../events/event-pattern.ts';
import type { Resource } from '../service.ts';
import { readProperties } from './function-definition.ts';

/** An event source mapping as its template describes it; times in milliseconds. */
export interface Mapping {
  readonly id: string;
  readonly functionName: string;
  readonly sourceArn: string;
  readonly enabled: boolean;
  readonly batchSize: number;
  readonly batchingWindow: number;
  readonly reportsItemFailures: boolean;
  readonly maximumConcurrency: number;
  readonly patterns: readonly string[];
  readonly matches: Matcher;
  readonly startingPosition: 'LATEST' | 'TRIM_HORIZON';
  /** −1 stands for “until the records expire”. */
  readonly maximumRetries: number;
  /** −1 stands for no limit. */
  readonly maximumRecordAge: number;
  readonly bisects: boolean;
  readonly parallelization: number;
  readonly onFailureArn: string | undefined;
}

const whole = z.coerce.number().int();

const MappingProperties = z.strictObject({
  FunctionName: z.string(),
  EventSourceArn: z.string(),
  Enabled: z.union([z.boolean(), z.stringbool()]).default(true),
  BatchSize: whole.min(1).max(10_000).optional(),
  MaximumBatchingWindowInSeconds: whole.min(0).max(300).default(0),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  ScalingConfig: z.object({ MaximumConcurrency: whole.min(2).max(1_000).default(5) }).prefault({}),
  FilterCriteria: z
    .object({ Filters: z.array(z.object({ Pattern: z.string() })).default([]) })
    .prefault({}),
  StartingPosition: z.enum(['LATEST', 'TRIM_HORIZON']).default('LATEST'),
  MaximumRetryAttempts: whole.min(-1).max(10_000).default(-1),
  MaximumRecordAgeInSeconds: whole.min(-1).max(604_800).default(-1),
  BisectBatchOnFunctionError: z.boolean().default(false),
  ParallelizationFactor: whole.min(1).max(10).default(1),
  DestinationConfig: z
    .object({
      OnFailure: z
        .object({ Destination: z.string().startsWith('arn:aws:sqs:', 'only SQS is emulated') })
        .optional(),
    })
    .prefault({}),
  MetricsConfig: z.unknown().optional(),
  Tags: z.unknown().optional(),
});

export function isQueueArn(arn: string): boolean {
  return arn.startsWith('arn:aws:sqs:');
}

function filter(patterns: readonly string[]): Matcher {
  const matchers = patterns.map((pattern) => compilePattern(JSON.parse(pattern)));
  return (value) => matchers.length === 0 || matchers.some((matches) => matches(value));
}

/** Reads an `AWS::Lambda::EventSourceMapping`. Throws where it is not understood or AWS would refuse it. */
export function mappingDefinition(resource: Resource, id: string): Mapping {
  const properties = readProperties(MappingProperties, resource);
  const queue = isQueueArn(properties.EventSourceArn);
  const batchSize = properties.BatchSize ?? (queue ? 10 : 100);
  const window = properties.MaximumBatchingWindowInSeconds;
  if (queue && batchSize > 10 && window === 0)
    throw new Error(
      `${resource.logicalId}: MaximumBatchingWindowInSeconds must be at least 1 where BatchSize is above 10.`,
    );
  if (!queue && !properties.EventSourceArn.startsWith('arn:aws:dynamodb:'))
    throw new Error(`${resource.logicalId}: only SQS queues and DynamoDB streams are emulated.`);
  const patterns = properties.FilterCriteria.Filters.map((each) => each.Pattern);
  return {
    id,
    functionName: properties.FunctionName,
    sourceArn: properties.EventSourceArn,
    enabled: properties.Enabled,
    batchSize,
    batchingWindow: window * 1_000,
    reportsItemFailures: properties.FunctionResponseTypes.length > 0,
    maximumConcurrency: properties.ScalingConfig.MaximumConcurrency,
    patterns,
    matches: filter(patterns),
    startingPosition: properties.StartingPosition,
    maximumRetries: properties.MaximumRetryAttempts,
    maximumRecordAge: properties.MaximumRecordAgeInSeconds * 1_000,
    bisects: properties.BisectBatchOnFunctionError,
    parallelization: properties.ParallelizationFactor,
    onFailureArn: properties.DestinationConfig.OnFailure?.Destination,
  };
}
