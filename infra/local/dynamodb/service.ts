import { crc32 } from 'node:zlib';
import type {
  CloudContext,
  CloudService,
  ResourceType,
  ServiceRequest,
  ServiceResponse,
  StreamSource,
} from '../service.ts';
import { ServiceError } from '../service.ts';
import { accessNeeds } from './access-needs.ts';
import type { CapacityMeter } from './capacity.ts';
import { openEngine } from './engine.ts';
import { malformed } from './failures.ts';
import type { RowChange } from './followed-rows.ts';
import { operationNamed } from './operations.ts';
import { isStreamOf } from './stream-operations.ts';
import { createTableResource } from './table-resource.ts';

/**
 * The emulated DynamoDB: its API, its streams, its resource type, a running capacity meter, and what
 * becomes of a table's items as JSON, for tests that compare whole tables often.
 */
export interface DynamoDb extends CloudService {
  readonly resourceTypes: Readonly<Record<string, ResourceType>>;
  readonly streams: StreamSource;
  meter(): CapacityMeter;
  /** Each call of what it gives tells what has changed since the one before, the first one everything. */
  follow(table: string): () => readonly RowChange[];
}

const targets = /^(DynamoDB_20120810|DynamoDBStreams_20120810)\.(\w+)$/;

function operationOf(request: ServiceRequest): string {
  const operation = targets.exec(request.headers['x-amz-target'] ?? '')?.[2];
  if (operation) return operation;
  throw new ServiceError('UnknownOperationException', 'The request names no DynamoDB operation.');
}

/** Permission and operation both read it; large ones are parsed once. */
const parsedBodies = new WeakMap<Uint8Array, unknown>();

function bodyOf({ body }: ServiceRequest): unknown {
  if (parsedBodies.has(body)) return parsedBodies.get(body);
  try {
    const parsed: unknown = JSON.parse(textOf(body));
    parsedBodies.set(body, parsed);
    return parsed;
  } catch {
    throw malformed('The body is not JSON.');
  }
}

function textOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('utf8');
}

function answer(status: number, document: object): ServiceResponse {
  const body = JSON.stringify(document);
  return {
    status,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-crc32': String(crc32(body)),
    },
    body,
  };
}

/** The faults that strike before an operation runs, and the one that loses its answer. */
function strike(context: CloudContext, operation: string, body: Uint8Array) {
  const scope = `dynamodb:${operation}:${textOf(body.subarray(0, 4_096))}`;
  if (context.faults.strikes('throttle', scope))
    throw new ServiceError(
      'ProvisionedThroughputExceededException',
      'The level of configured provisioned throughput for the table was exceeded.',
    );
  return { losesAnswer: () => context.faults.strikes('lost-acknowledgement', scope) };
}

/** Opens the service over the context's database. */
export function createDynamoDb(context: CloudContext): DynamoDb {
  const engine = openEngine(context);
  return {
    resourceTypes: { 'AWS::DynamoDB::Table': createTableResource(engine) },
    streams: {
      ...engine.streams,
      exists: (streamArn) => engine.catalogue.all().some((table) => isStreamOf(table, streamArn)),
    },
    meter: () => engine.meter,

    follow: (name) => engine.rows.follow(engine.catalogue.get(name).space),

    needs: (request) => accessNeeds(engine, operationOf(request), bodyOf(request)),

    async handle(request) {
      const name = operationOf(request);
      const body = bodyOf(request);
      const run = operationNamed(name);
      const { losesAnswer } = strike(context, name, request.body);
      const document = run(engine, body);
      if (losesAnswer())
        throw new ServiceError('InternalServerError', 'The answer was lost after the commit.', {
          status: 500,
        });
      return answer(200, document);
    },

    refuse: (_, error) =>
      answer(error.status, {
        __type: `com.amazonaws.dynamodb.v20120810#${error.code}`,
        message: error.message,
        Message: error.message,
        ...error.details,
      }),

    reset() {
      for (const table of engine.catalogue.all()) {
        for (const { space } of [table, ...table.indexes]) engine.rows.clear(space);
        engine.expiry.clear(table.space);
      }
      engine.indexes.clear();
      engine.tokens.clear();
      engine.streams.clear();
      engine.history.clear();
      engine.backups.clear();
      engine.meter.reset();
    },
  };
}
