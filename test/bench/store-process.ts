import { setTimeout as pause } from 'node:timers/promises';
import { createDynamoDb } from '#infra/local/dynamodb/service';
import { createEndpoint } from '#infra/local/endpoint/endpoint';
import { listen } from '#infra/local/endpoint/listen';
import { createS3 } from '#infra/local/s3/service';
import type { CloudService, ServiceRequest, ServiceResponse } from '#infra/local/service';
import { createSqs } from '#infra/local/sqs/service';
import { createResource, createSurroundings } from '#test/support/served-cloud';
import { answerCalls } from './child.ts';
import { tableProperties } from './table-properties.ts';

/** A request to DynamoDB as it came over the wire. */
export interface SentRequest {
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

/** What was asked of DynamoDB: units, and requests by trip; those under way at once are one trip. */
export interface Consumed {
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly trips: readonly (readonly SentRequest[])[];
}

/** While requests are noted each answer waits this long, so that those sent at once are seen together. */
const noteDelayMs = 25;

const surroundings = createSurroundings({ keepsHistory: process.env['KEEPS_HISTORY'] === 'yes' });
const { context } = surroundings;
const dynamodb = createDynamoDb(context);
const s3 = createS3(context);
const sqs = createSqs(context);
for (const properties of tableProperties())
  createResource(dynamodb, { type: 'AWS::DynamoDB::Table', properties });
createResource(s3, { type: 'AWS::S3::Bucket', properties: { BucketName: 'files' } });
const queue = createResource(sqs, {
  type: 'AWS::SQS::Queue',
  properties: { QueueName: 'import-rows' },
});

let trips: SentRequest[][] | undefined;
let underWay = 0;
let swallows = false;

const operationOf = ({ headers }: ServiceRequest) => headers['x-amz-target']!.split('.')[1]!;
const inputOf = ({ body }: ServiceRequest) =>
  JSON.parse(Buffer.from(body).toString()) as Record<string, unknown>;

async function noted(request: ServiceRequest, trips: SentRequest[][]): Promise<ServiceResponse> {
  if (underWay === 0) trips.push([]);
  trips.at(-1)!.push({ operation: operationOf(request), input: inputOf(request) });
  underWay++;
  try {
    await pause(noteDelayMs);
    return await dynamodb.handle(request);
  } finally {
    underWay--;
  }
}

/** Says that all is written or nothing is there, for runs that only look at the client's memory. */
function swallowed(request: ServiceRequest): ServiceResponse | undefined {
  const operation = operationOf(request);
  const empty: Readonly<Record<string, object>> = {
    TransactWriteItems: {},
    BatchGetItem: { Responses: { records: [] }, UnprocessedKeys: {} },
  };
  const answer = empty[operation];
  if (!answer || !Buffer.from(request.body).includes('"records"')) return undefined;
  const headers = { 'content-type': 'application/x-amz-json-1.0' };
  return { status: 200, headers, body: JSON.stringify(answer) };
}

const watched: CloudService = {
  ...dynamodb,
  async handle(request) {
    const answer = swallows ? swallowed(request) : undefined;
    if (answer) return answer;
    return trips ? noted(request, trips) : dynamodb.handle(request);
  },
};

const endpoint = await listen(0);
endpoint.serve(
  createEndpoint({
    services: { dynamodb: watched, s3, sqs },
    credentials: context.credentials,
    access: context.access,
    clock: context.clock,
    faults: context.faults,
    hooks: async () => ({ status: 404 }),
    onDefect: (text) => process.stderr.write(`${text}\n`),
  }),
);

const calls = {
  address: (_: undefined) => ({
    endpoint: endpoint.url,
    queueUrl: `${endpoint.url}${new URL(queue.ref).pathname}`,
  }),
  /** Forgets all data. */
  reset(_: undefined) {
    dynamodb.reset();
    s3.reset();
    sqs.reset();
    surroundings.events.length = 0;
  },
  note(_: undefined) {
    dynamodb.meter().reset();
    trips = [];
  },
  noted(_: undefined): Consumed {
    const consumed = Object.values(dynamodb.meter().all());
    const found = trips ?? [];
    trips = undefined;
    return {
      readUnits: consumed.reduce((sum, { readUnits }) => sum + readUnits, 0),
      writeUnits: consumed.reduce((sum, { writeUnits }) => sum + writeUnits, 0),
      trips: found,
    };
  },
  swallowRecords(on: boolean) {
    swallows = on;
  },
};

export type StoreCalls = typeof calls;

answerCalls(calls);
process.on('exit', () => surroundings.close());
