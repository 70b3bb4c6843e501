import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type Clock, createClock } from '#infra/local/clock';
import { openMemory } from '#infra/local/database';
import { createEvents } from '#infra/local/events/service';
import { createFaults } from '#infra/local/faults';
import { createLambda } from '#infra/local/lambda/service';
import {
  type AccessControl,
  type CloudContext,
  type CloudService,
  type ResourceIdentity,
  type ResourceType,
  ServiceError,
  type StreamRecord,
  type StreamSource,
} from '#infra/local/service';
import { createSqs } from '#infra/local/sqs/service';

export const start = Date.UTC(2026, 0, 1);
export const region = 'eu-central-1';
export const accountId = '123456789012';

/** A stream whose records the test appends. */
export function memoryStream() {
  const records: StreamRecord[] = [];
  const listeners = new Set<() => void>();
  const source: StreamSource = {
    exists: (arn) => !arn.endsWith('/nowhere'),
    read: (_arn, after, limit) => records.filter((each) => each.sequence > after).slice(0, limit),
    onAppend(_arn, listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    source,
    append(items: readonly { key: string; value?: unknown }[], at = start) {
      for (const { key, value } of items) {
        const sequence = records.length + 1;
        const record = {
          eventName: 'INSERT',
          eventSource: 'aws:dynamodb',
          dynamodb: {
            Keys: { pk: { S: key } },
            NewImage: { value: { S: String(value ?? sequence) } },
            SequenceNumber: String(sequence),
            ApproximateCreationDateTime: at / 1_000,
          },
        };
        records.push({ sequence, record });
      }
      for (const listener of listeners) listener();
    },
  };
}

/** An SDK `requestHandler` that answers from a service of this process. */
export function inProcess(service: CloudService) {
  return {
    handle: async (request: {
      method: string;
      path: string;
      query?: Record<string, string>;
      headers: Record<string, string>;
      body?: string | Uint8Array;
    }) => {
      const asked = {
        method: request.method,
        path: request.path,
        query: new URLSearchParams(request.query).toString(),
        headers: Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
        ),
        body:
          typeof request.body === 'string'
            ? Buffer.from(request.body)
            : (request.body ?? Buffer.alloc(0)),
        caller: { kind: 'operator' } as const,
      };
      const answer = await Promise.resolve()
        .then(() => {
          service.needs(asked);
          return service.handle(asked);
        })
        .catch((error: unknown) => {
          if (error instanceof ServiceError) return service.refuse(asked, error);
          throw error;
        });
      return {
        response: {
          statusCode: answer.status,
          headers: { ...answer.headers },
          body: Buffer.from(answer.body ?? ''),
        },
      };
    },
    metadata: { handlerProtocol: 'http/1.1' },
  };
}

/** SQS, Lambda and EventBridge wired together on a clock that stands still, with a folder for bundles. */
export function localBus(
  options: {
    clock?: Clock;
    database?: DatabaseSync;
    access?: AccessControl;
    seed?: number;
    runsSchedules?: boolean;
  } = {},
) {
  const clock = options.clock ?? createClock({ start });
  const faults = createFaults(options.seed);
  const warnings: string[] = [];
  const directory = mkdtempSync(join(tmpdir(), 'bus-'));
  const compiledCode = join(directory, 'compiled');
  mkdirSync(compiledCode);
  const context: CloudContext = {
    clock,
    faults,
    region,
    accountId,
    database: options.database ?? openMemory(),
    objectDirectory: directory,
    access: options.access ?? { check: () => undefined },
    credentials: { find: () => undefined },
    events: { put: (bus, event) => events.put(bus, event) },
    functions: {
      invoke: (name, payload) => lambda.invoke(name, payload),
      enqueue: (name, payload) => lambda.enqueue(name, payload),
    },
    outbox: { add: () => 'unused' },
    warn: (text) => warnings.push(text),
    runsSchedules: options.runsSchedules ?? true,
  };
  const stream = memoryStream();
  const sqs = createSqs(context);
  const lambda = createLambda(context, {
    endpointUrl: () => 'http://127.0.0.1:4566',
    codePath: (resource) => join(directory, resource.logicalId),
    credentialsFor: (roleArn) => ({
      accessKeyId: 'AKIALOCAL',
      secretAccessKey: 'secret',
      sessionToken: roleArn,
    }),
    compiledCode,
    queues: sqs.queues,
    streams: stream.source,
  });
  const events = createEvents(context, { queues: sqs.queues });
  const types: Record<string, ResourceType> = {
    ...sqs.resourceTypes,
    ...lambda.resourceTypes,
    ...events.resourceTypes,
  };

  const create = (
    type: string,
    logicalId: string,
    properties: Record<string, unknown> = {},
  ): ResourceIdentity => {
    const made = types[type]!;
    const given = made.nameProperty ? properties[made.nameProperty] : undefined;
    const name = typeof given === 'string' ? given : undefined;
    const identity = made.identify({ logicalId, stack: 'Test', type, name });
    made.create({ logicalId, stack: 'Test', type, properties }, identity);
    return identity;
  };

  return {
    clock,
    faults,
    warnings,
    compiledCode,
    context,
    sqs,
    lambda,
    events,
    stream,
    create,
    /** Makes a queue and returns its ARN. */
    queue: (logicalId: string, properties: Record<string, unknown> = {}): string =>
      create('AWS::SQS::Queue', logicalId, { QueueName: logicalId, ...properties }).attributes[
        'Arn'
      ]!,
    /** Writes a CommonJS bundle and makes its function; returns the ARN. */
    lambdaFunction(
      logicalId: string,
      source: string,
      properties: Record<string, unknown> = {},
      file = 'index.js',
    ): string {
      mkdirSync(join(directory, logicalId), { recursive: true });
      writeFileSync(join(directory, logicalId, file), source);
      return create('AWS::Lambda::Function', logicalId, {
        FunctionName: logicalId,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: `arn:aws:iam::${accountId}:role/${logicalId}`,
        Code: {},
        ...properties,
      }).attributes['Arn']!;
    },
    async close() {
      await lambda.stop();
      clock.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
