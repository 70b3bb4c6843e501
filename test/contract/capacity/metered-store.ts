import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoDb } from '#infra/local/dynamodb/service';
import type { CloudService, ServiceRequest } from '#infra/local/service';
import { createSqs } from '#infra/local/sqs/service';
import type { IdentityTable } from '#shared/auth/identity-table';
import { createDocumentClient } from '#shared/data/document-client';
import { systemClock } from '#shared/domain/clock';
import { ulidSource } from '#shared/domain/ids';
import { tableProperties } from '#test/bench/table-properties';
import {
  createResource,
  createSurroundings,
  OPERATOR_KEYS,
  serve,
} from '#test/support/served-cloud';

/** What some work asked of DynamoDB. */
export interface Cost {
  readonly requests: number;
  /** Requests in sequence; those under way at once are one. */
  readonly trips: number;
  /** Read and write units as DynamoDB counts them, indexes included. */
  readonly reads: number;
  readonly writes: number;
}

/** While requests are counted they are answered together once no more have come for so long. */
const quietMs = 25;

/** The product's tables in the emulated DynamoDB, which counts what it is asked. */
export async function openMeteredStore() {
  const surroundings = createSurroundings();
  const dynamodb = createDynamoDb(surroundings.context);
  for (const properties of tableProperties())
    createResource(dynamodb, { type: 'AWS::DynamoDB::Table', properties });
  let counted: { requests: number; trips: number } | undefined;
  let waiting: (() => void)[] = [];
  let quiet: NodeJS.Timeout | undefined;
  /** Whatever is sent at once makes one trip, however long each takes to arrive. */
  const endOfTrip = () =>
    new Promise<void>((answer) => {
      waiting.push(answer);
      clearTimeout(quiet);
      quiet = setTimeout(() => {
        if (counted) counted.trips += 1;
        for (const each of waiting) each();
        waiting = [];
      }, quietMs);
    });
  const watched: CloudService = {
    ...dynamodb,
    async handle(request) {
      if (counted) {
        counted.requests += 1;
        await endOfTrip();
      }
      return dynamodb.handle(request);
    },
  };
  const sqs = createSqs(surroundings.context);
  const queue = createResource(sqs, {
    type: 'AWS::SQS::Queue',
    properties: { QueueName: 'merges' },
  });
  const serviceOf = ({ headers }: ServiceRequest) =>
    headers['x-amz-target']?.startsWith('AmazonSQS') ? sqs : watched;
  const served = await serve(surroundings, {
    ...watched,
    needs: (request) => serviceOf(request).needs(request),
    handle: (request) => serviceOf(request).handle(request),
    refuse: (request, error) => serviceOf(request).refuse(request, error),
  });
  const { region, endpoint } = served.settings;
  const documents = createDocumentClient({ region, endpoint, credentials: OPERATOR_KEYS });
  const client = new DynamoDBClient({ region, endpoint, credentials: OPERATOR_KEYS });
  return {
    documents,
    client,
    /** Empties all tables. */
    reset: () => dynamodb.reset(),
    endpoint,
    region,
    queueUrl: `${endpoint}${new URL(queue.ref).pathname}`,
    identity: {
      documents,
      table: 'identity',
      clock: systemClock,
      ids: ulidSource,
    } satisfies IdentityTable,
    async costOf(work: () => Promise<unknown>): Promise<Cost> {
      dynamodb.meter().reset();
      counted = { requests: 0, trips: 0 };
      await work();
      const { requests, trips } = counted;
      counted = undefined;
      const used = Object.values(dynamodb.meter().all());
      return {
        requests,
        trips,
        reads: used.reduce((sum, { readUnits }) => sum + readUnits, 0),
        writes: used.reduce((sum, { writeUnits }) => sum + writeUnits, 0),
      };
    },
    async close() {
      documents.destroy();
      client.destroy();
      await served.close();
    },
  };
}

export type MeteredStore = Awaited<ReturnType<typeof openMeteredStore>>;
