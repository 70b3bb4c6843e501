import { createHash } from 'node:crypto';
import * as z from 'zod';
import type {
  CloudContext,
  CloudService,
  FunctionInvoker,
  Resource,
  ResourceType,
  ServiceError,
  StreamSource,
} from '../service.ts';
import type { QueueAccess } from '../sqs/queue-access.ts';
import { createAsynchronousInvocations } from './asynchronous-invocations.ts';
import type { RoleCredentials } from './environment-variables.ts';
import { createFailureSender } from './failure-destination.ts';
import { functionDefinition, readProperties } from './function-definition.ts';
import { createFunctionLog, type LogLine } from './function-log.ts';
import { createFunctions, invokeResult } from './functions.ts';
import { createInvokeApi, routeOf } from './invoke-api.ts';
import { createMappingApi, mappingRouteOf } from './mapping-api.ts';
import { mappingDefinition } from './mapping-definition.ts';
import { createMappings } from './mappings.ts';
import { createPermissions, type PermissionCheck } from './permissions.ts';
import { createStreamPositions } from './stream-positions.ts';

export interface LambdaNeeds {
  /** Where `AWS_ENDPOINT_URL` of every function points; asked when an environment starts. */
  readonly endpointUrl: () => string;
  /** The folder with a function's bundle. */
  readonly codePath: (resource: Resource) => string;
  readonly credentialsFor: (roleArn: string) => RoleCredentials;
  /** Folder where functions leave their compiled code for their next start. */
  readonly compiledCode?: string | undefined;
  readonly queues: QueueAccess;
  readonly streams: StreamSource;
  readonly onLog?: (line: LogLine) => void;
}

export interface LambdaService extends CloudService, FunctionInvoker {
  readonly resourceTypes: Readonly<Record<string, ResourceType>>;
  readonly permits: PermissionCheck;
  /** The last 10,000 lines that functions wrote. */
  logs(): readonly LogLine[];
  /** Kills the environments of a function that are at work, as a host failure would; returns how many. */
  crash(functionName: string): Promise<number>;
  /** Resolves when no invocation runs and nothing waits to be delivered now. */
  idle(): Promise<void>;
  /** Ends every environment and mapping. */
  stop(): Promise<void>;
}

const queueDestination = z.object({
  Destination: z.string().startsWith('arn:aws:sqs:', 'only SQS destinations are emulated'),
});

const EventInvokeConfig = z.strictObject({
  FunctionName: z.string(),
  Qualifier: z.literal('$LATEST'),
  MaximumRetryAttempts: z.coerce.number().int().min(0).max(2).default(2),
  MaximumEventAgeInSeconds: z.coerce.number().int().min(60).max(21_600).default(21_600),
  DestinationConfig: z
    .object({ OnFailure: queueDestination.optional(), OnSuccess: queueDestination.optional() })
    .prefault({}),
});

/** Ids of resources that AWS names at random: stable here, so that their state survives a restart. */
function stableId(resource: { readonly stack: string; readonly logicalId: string }): string {
  const hex = createHash('sha256').update(`${resource.stack}/${resource.logicalId}`).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

const identifyById: ResourceType['identify'] = (resource) => {
  const id = stableId(resource);
  return { ref: id, attributes: { Id: id } };
};

/** Lambda: functions in worker threads, their triggers, and Invoke. */
export function createLambda(context: CloudContext, needs: LambdaNeeds): LambdaService {
  // Worker threads take the time zone of the process; on AWS it is always UTC.
  process.env['TZ'] = 'UTC';
  const { region, accountId } = context;
  const { queues, streams } = needs;
  const log = createFunctionLog(needs.onLog);
  const functions = createFunctions(context, {
    ...needs,
    codePath: (definition) => needs.codePath(definition.resource),
    log,
  });
  const sendAs = createFailureSender(context, queues);
  const invocations = createAsynchronousInvocations(context, functions, sendAs);
  const positions = createStreamPositions(context.database);
  const permissions = createPermissions(functions.nameOf);
  const mappings = createMappings(context, { functions, sendAs, queues, streams, positions });
  const mappingApi = createMappingApi(context, { functions, mappings, streams });
  const api = createInvokeApi(functions, invocations);
  const arnOf = (name: string) => `arn:aws:lambda:${region}:${accountId}:function:${name}`;

  const createMapping: ResourceType['create'] = (resource, { ref }) =>
    mappings.put(mappingDefinition(resource, ref));

  const resourceTypes: Readonly<Record<string, ResourceType>> = {
    'AWS::Lambda::Function': {
      nameProperty: 'FunctionName',
      identify({ name, stack, logicalId }) {
        const functionName = name ?? `${stack}-${logicalId}`.slice(-64);
        return { ref: functionName, attributes: { Arn: arnOf(functionName) } };
      },
      create(resource, { ref, attributes }) {
        functions.define(
          functionDefinition(resource, { name: ref, arn: attributes['Arn'] ?? arnOf(ref) }),
        );
        invocations.resume(ref);
        mappings.wake();
      },
    },
    'AWS::Lambda::EventSourceMapping': { identify: identifyById, create: createMapping },
    'AWS::Lambda::EventInvokeConfig': {
      identify: identifyById,
      create(resource) {
        const properties = readProperties(EventInvokeConfig, resource);
        invocations.configure(functions.nameOf(properties.FunctionName), {
          retries: properties.MaximumRetryAttempts,
          maximumAgeMs: properties.MaximumEventAgeInSeconds * 1_000,
          onFailureArn: properties.DestinationConfig.OnFailure?.Destination,
          onSuccessArn: properties.DestinationConfig.OnSuccess?.Destination,
        });
      },
    },
    'AWS::Lambda::Permission': {
      identify: identifyById,
      create: (resource) => permissions.add(resource),
    },
  };

  return {
    resourceTypes,
    permits: permissions.permits,
    logs: log.lines,
    invoke: async (functionName, payload) =>
      invokeResult(await functions.find(functionName).run(JSON.stringify(payload) ?? 'null')),
    enqueue(functionName, payload) {
      invocations.enqueue(functionName, JSON.stringify(payload) ?? 'null');
    },
    crash: (functionName) => functions.find(functionName).crash(),
    idle: () => context.clock.settled(),
    async stop() {
      mappings.stop();
      await functions.stop();
    },
    reset() {
      invocations.clear();
      positions.rewind();
      log.clear();
    },
    needs(request) {
      const onMappings = mappingRouteOf(request);
      if (onMappings) return mappingApi.needs(onMappings);
      const { operation, functionName } = routeOf(request);
      return [{ action: `lambda:${operation}`, resource: arnOf(functions.nameOf(functionName)) }];
    },
    async handle(request) {
      const onMappings = mappingRouteOf(request);
      return onMappings ? mappingApi.handle(request, onMappings) : api(request);
    },
    refuse: (_request, error: ServiceError) => ({
      status: error.status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
      body: JSON.stringify({ ...error.details, Type: 'User', message: error.message }),
    }),
  };
}
