import {
  type AttributeValue,
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  DynamoDBServiceException,
} from '@aws-sdk/client-dynamodb';
import {
  DynamoDBStreamsClient,
  DynamoDBStreamsServiceException,
} from '@aws-sdk/client-dynamodb-streams';
import { createDynamoDb, type DynamoDb } from '#infra/local/dynamodb/service';
import type { Faults } from '#infra/local/faults';
import { type CloudService, ServiceError, type ServiceResponse } from '#infra/local/service';
import {
  createSurroundings,
  OPERATOR_KEYS,
  ROLE_KEYS,
  type Surroundings,
  serve,
} from '#test/support/served-cloud';

export type Item = Record<string, AttributeValue>;

/** The emulated DynamoDB behind HTTP, spoken to through the SDK, which tries everything once. */
export interface ServedDynamoDb {
  readonly client: DynamoDBClient;
  readonly streams: DynamoDBStreamsClient;
  /** A client that is a function's role; `surroundings.roleMay` says what it may do. */
  readonly role: DynamoDBClient;
  readonly service: DynamoDb;
  readonly surroundings: Surroundings;
  readonly faults: Faults;
  /** Moves the time of the cloud and of the clients. */
  advance(ms: number): Promise<void>;
  close(): Promise<void>;
}

export async function openDynamoDb(): Promise<ServedDynamoDb> {
  const surroundings = createSurroundings({ keepsHistory: true });
  const service = createDynamoDb(surroundings.context);
  const served = await serve(surroundings, dated(service, surroundings));
  const settings = { ...served.settings, credentials: OPERATOR_KEYS };
  const client = new DynamoDBClient(settings);
  const streams = new DynamoDBStreamsClient(settings);
  const role = new DynamoDBClient({ ...settings, credentials: ROLE_KEYS });
  const clients = [client, streams, role];
  return {
    client,
    streams,
    role,
    service,
    surroundings,
    faults: surroundings.context.faults,
    async advance(ms) {
      await surroundings.context.clock.advance(ms);
      for (const { config } of clients) config.systemClockOffset += ms;
    },
    async close() {
      for (const each of clients) each.destroy();
      await served.close();
    },
  };
}

/** Answers carry the cloud's time: SDK clients set their clocks by it, and sign with that time. */
function dated(service: DynamoDb, { context }: Surroundings): CloudService {
  const withDate = (answer: ServiceResponse) => {
    const date = new Date(context.clock.now()).toUTCString();
    return { ...answer, headers: { ...answer.headers, date } };
  };
  return {
    ...service,
    handle: async (request) => withDate(await service.handle(request)),
    refuse: (request, error) => withDate(service.refuse(request, error)),
  };
}

interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** A request handler for SDK clients that calls the emulator here: no socket, no signature. */
export function inProcess(service: DynamoDb) {
  return {
    async handle({ method, path, headers, body }: SentRequest) {
      const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
      const request = {
        method,
        path,
        query: '',
        headers: Object.fromEntries(lower),
        body: new Uint8Array(body),
        caller: { kind: 'operator' },
      } as const;
      const answer = await service.handle(request).catch((error: unknown) => {
        if (error instanceof ServiceError) return service.refuse(request, error);
        throw error;
      });
      const response = {
        statusCode: answer.status,
        headers: { ...answer.headers },
        body: Buffer.from(answer.body ?? ''),
      };
      return { response: Object.assign(response, { reason: undefined }) };
    },
  };
}

type KeyTypes = Readonly<Record<string, 'S' | 'N' | 'B'>>;

const schemaOf = (keys: KeyTypes) =>
  Object.keys(keys).map((AttributeName, at) => ({
    AttributeName,
    KeyType: at === 0 ? ('HASH' as const) : ('RANGE' as const),
  }));

/** Input of CreateTable: keys as `{ pk: 'S', sk: 'S' }`, partition key first. */
export function tableInput(
  TableName: string,
  keys: KeyTypes,
  indexes: Readonly<Record<string, { keys: KeyTypes; include?: string[] }>> = {},
): CreateTableCommandInput {
  const attributes = Object.assign({}, keys, ...Object.values(indexes).map((each) => each.keys));
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: schemaOf(keys),
    AttributeDefinitions: Object.entries(attributes as KeyTypes).map(([name, type]) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    ...(Object.keys(indexes).length > 0 && {
      GlobalSecondaryIndexes: Object.entries(indexes).map(([IndexName, index]) => ({
        IndexName,
        KeySchema: schemaOf(index.keys),
        Projection: projectionOf(index.include),
      })),
    }),
  };
}

/** All attributes, or the named ones; an empty list means the keys only. */
function projectionOf(include: string[] | undefined) {
  if (!include) return { ProjectionType: 'ALL' } as const;
  if (include.length === 0) return { ProjectionType: 'KEYS_ONLY' } as const;
  return { ProjectionType: 'INCLUDE', NonKeyAttributes: include } as const;
}

export async function makeTable(client: DynamoDBClient, ...input: Parameters<typeof tableInput>) {
  await client.send(new CreateTableCommand(tableInput(...input)));
}

/** The error a call ends with, as `Name: message`; fails where there is none. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  const error = await refused(call);
  return `${error.name}: ${error.message}`;
}

export type Refused = DynamoDBServiceException | DynamoDBStreamsServiceException;

/** The error of the service a call ends with; fails where there is none. */
export async function refused(call: Promise<unknown>): Promise<Refused> {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof DynamoDBServiceException) return outcome;
  if (outcome instanceof DynamoDBStreamsServiceException) return outcome;
  throw outcome ?? new Error('The call was not refused.');
}
