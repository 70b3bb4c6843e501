import * as z from 'zod';
import type { Resource } from '../service.ts';

/** A function as its template describes it. */
export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly handlerName: string;
  readonly runtime: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly reservedConcurrency: number | undefined;
  readonly deadLetterArn: string | undefined;
  readonly logGroup: string;
  readonly resource: Resource;
}

const FunctionProperties = z.strictObject({
  FunctionName: z.string().optional(),
  Handler: z.string().default('index.handler'),
  Runtime: z.string().default(''),
  Role: z.string(),
  Timeout: z.coerce.number().int().min(1).max(900).default(3),
  MemorySize: z.coerce.number().int().min(128).max(10_240).default(128),
  Environment: z
    .object({ Variables: z.record(z.string(), z.coerce.string()).default({}) })
    .prefault({}),
  ReservedConcurrentExecutions: z.coerce.number().int().min(0).optional(),
  DeadLetterConfig: z.object({ TargetArn: z.string().optional() }).prefault({}),
  LoggingConfig: z.looseObject({ LogGroup: z.string().optional() }).prefault({}),
  Code: z.unknown().optional(),
  Architectures: z.unknown().optional(),
  Description: z.unknown().optional(),
  EphemeralStorage: z.unknown().optional(),
  KmsKeyArn: z.unknown().optional(),
  PackageType: z.literal('Zip').optional(),
  RecursiveLoop: z.unknown().optional(),
  SnapStart: z.unknown().optional(),
  Tags: z.unknown().optional(),
  TracingConfig: z.unknown().optional(),
});

/** Says which properties of a resource are not understood. */
export function readProperties<T>(schema: z.ZodType<T>, resource: Resource): T {
  const parsed = schema.safeParse(resource.properties);
  if (parsed.success) return parsed.data;
  throw new Error(`${resource.logicalId} (${resource.type}): ${z.prettifyError(parsed.error)}`);
}

/** Reads the properties of an `AWS::Lambda::Function`. Throws where they are not understood. */
export function functionDefinition(
  resource: Resource,
  { name, arn }: { readonly name: string; readonly arn: string },
): FunctionDefinition {
  const properties = readProperties(FunctionProperties, resource);
  return {
    name,
    arn,
    resource,
    roleArn: properties.Role,
    handlerName: properties.Handler,
    runtime: properties.Runtime,
    timeoutMs: properties.Timeout * 1_000,
    memoryMb: properties.MemorySize,
    variables: properties.Environment.Variables,
    reservedConcurrency: properties.ReservedConcurrentExecutions,
    deadLetterArn: properties.DeadLetterConfig.TargetArn,
    logGroup: properties.LoggingConfig.LogGroup ?? `/aws/lambda/${name}`,
  };
}
