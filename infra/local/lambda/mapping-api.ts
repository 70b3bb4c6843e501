import { randomUUID } from 'node:crypto';
import {
  type AccessNeed,
  type CloudContext,
  ServiceError,
  type ServiceRequest,
  type ServiceResponse,
  type StreamSource,
} from '../service.ts';
import type { Functions } from './functions.ts';
import { isQueueArn, type Mapping, mappingDefinition } from './mapping-definition.ts';
import type { Mappings } from './mappings.ts';
import { streamActions } from './stream-mapping.ts';

const collectionPath = '/2015-03-31/event-source-mappings';

/** At most so many are listed at once: “ListEventSourceMappings”. */
const largestPage = 100;

interface MappingRoute {
  readonly operation:
    | 'ListEventSourceMappings'
    | 'CreateEventSourceMapping'
    | 'DeleteEventSourceMapping';
  readonly id: string;
}

/** The operation on mappings that a request names; undefined for one on something else. */
export function mappingRouteOf({ method, path }: ServiceRequest): MappingRoute | undefined {
  if (!path.startsWith(collectionPath)) return undefined;
  const id = decodeURIComponent(path.slice(collectionPath.length + 1));
  if (id === '' && method === 'GET') return { operation: 'ListEventSourceMappings', id };
  if (id === '' && method === 'POST') return { operation: 'CreateEventSourceMapping', id };
  if (id !== '' && method === 'DELETE') return { operation: 'DeleteEventSourceMapping', id };
  return undefined;
}

const invalid = (message: string) => new ServiceError('InvalidParameterValueException', message);

/** List-, Create- and DeleteEventSourceMapping. A mapping that was made so is gone when the cloud ends. */
export function createMappingApi(
  { region, accountId, access, clock }: CloudContext,
  {
    functions,
    mappings,
    streams,
  }: {
    readonly functions: Functions;
    readonly mappings: Mappings;
    readonly streams: StreamSource;
  },
) {
  const arnOf = (id: string) => `arn:aws:lambda:${region}:${accountId}:event-source-mapping:${id}`;

  const describe = (mapping: Mapping, State: string) => ({
    UUID: mapping.id,
    EventSourceMappingArn: arnOf(mapping.id),
    EventSourceArn: mapping.sourceArn,
    FunctionArn: functions.find(mapping.functionName).definition.arn,
    State,
    StateTransitionReason: 'User action',
    LastModified: clock.now() / 1_000,
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: mapping.batchingWindow / 1_000,
    FunctionResponseTypes: mapping.reportsItemFailures ? ['ReportBatchItemFailures'] : [],
    ...(mapping.patterns.length > 0 && {
      FilterCriteria: { Filters: mapping.patterns.map((Pattern) => ({ Pattern })) },
    }),
    ...(!isQueueArn(mapping.sourceArn) && {
      StartingPosition: mapping.startingPosition,
      MaximumRetryAttempts: mapping.maximumRetries,
      MaximumRecordAgeInSeconds: Math.max(mapping.maximumRecordAge / 1_000, -1),
      BisectBatchOnFunctionError: mapping.bisects,
      ParallelizationFactor: mapping.parallelization,
      TumblingWindowInSeconds: 0,
      DestinationConfig: {
        OnFailure: mapping.onFailureArn ? { Destination: mapping.onFailureArn } : {},
      },
    }),
  });

  const list = (query: URLSearchParams) => {
    const [source, named] = [query.get('EventSourceArn'), query.get('FunctionName')];
    const found = mappings
      .list()
      .filter((each) => source === null || each.sourceArn === source)
      .filter(
        (each) => named === null || functions.nameOf(each.functionName) === functions.nameOf(named),
      );
    const from = Number(query.get('Marker') ?? 0);
    const to = from + Math.min(Number(query.get('MaxItems') ?? largestPage), largestPage);
    return {
      EventSourceMappings: found
        .slice(from, to)
        .map((each) => describe(each, each.enabled ? 'Enabled' : 'Disabled')),
      ...(to < found.length && { NextMarker: String(to) }),
    };
  };

  /** AWS looks at the stream as the function, before it takes the mapping. */
  const checkSource = ({ sourceArn, functionName }: Mapping) => {
    if (isQueueArn(sourceArn)) return;
    if (!streams.exists(sourceArn)) throw invalid(`Stream not found: ${sourceArn}`);
    const { roleArn } = functions.find(functionName).definition;
    try {
      access.check(
        { kind: 'role', roleArn },
        streamActions.map((action) => ({ action, resource: sourceArn })),
      );
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      throw invalid(
        `Cannot access stream ${sourceArn}. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, and ListStreams Actions on your stream in IAM.`,
      );
    }
  };

  const create = (body: Uint8Array) => {
    let mapping: Mapping;
    try {
      const properties: unknown = JSON.parse(Buffer.from(body).toString());
      mapping = mappingDefinition(
        {
          logicalId: 'mapping',
          stack: '',
          type: 'AWS::Lambda::EventSourceMapping',
          properties: Object.fromEntries(Object.entries(properties ?? {})),
        },
        randomUUID(),
      );
    } catch (error) {
      throw invalid(error instanceof Error ? error.message : String(error));
    }
    const { sourceArn, functionName } = mapping;
    const { name } = functions.find(functionName).definition;
    const twin = mappings
      .list()
      .find((each) => each.sourceArn === sourceArn && functions.nameOf(each.functionName) === name);
    if (twin)
      throw new ServiceError(
        'ResourceConflictException',
        `The event source arn (" ${sourceArn} ") and function (" ${name} ") provided mapping already exists. Please update or delete the existing mapping with UUID ${twin.id}`,
        { status: 409 },
      );
    checkSource(mapping);
    const answer = describe(mapping, 'Creating');
    mappings.put(mapping);
    return answer;
  };

  const remove = (id: string) => {
    const mapping = mappings.list().find((each) => each.id === id);
    if (!mapping)
      throw new ServiceError(
        'ResourceNotFoundException',
        'The resource you requested does not exist.',
        { status: 404 },
      );
    const answer = describe(mapping, 'Deleting');
    mappings.remove(id);
    return answer;
  };

  return {
    needs: ({ operation, id }: MappingRoute): readonly AccessNeed[] => [
      {
        action: `lambda:${operation}`,
        resource: operation === 'DeleteEventSourceMapping' ? arnOf(id) : '*',
      },
    ],
    handle(request: ServiceRequest, { operation, id }: MappingRoute): ServiceResponse {
      const answer =
        operation === 'ListEventSourceMappings'
          ? list(new URLSearchParams(request.query))
          : operation === 'CreateEventSourceMapping'
            ? create(request.body)
            : remove(id);
      return {
        status: operation === 'ListEventSourceMappings' ? 200 : 202,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(answer),
      };
    },
  };
}
