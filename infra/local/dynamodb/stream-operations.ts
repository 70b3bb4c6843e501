import * as z from 'zod';
import { ServiceError } from '../service.ts';
import type { Engine, Operation } from './engine.ts';
import { invalid, notFound } from './failures.ts';
import { readRequest } from './requests.ts';
import { sequenceNumber } from './stream-log.ts';
import { keyAttributes, streamArnOf, type Table } from './table.ts';

const iteratorLifetime = 15 * 60_000;
const largestPage = 1024 * 1024;
/** One shard holds everything; it never splits. */
const shardId = 'shardId-00000001767225600000-00000001';
const oldestSequence = sequenceNumber(0);

const StreamArn = z.string();
const DescribeStream = z.strictObject({
  StreamArn,
  Limit: z.int().min(1).max(100).optional(),
  ExclusiveStartShardId: z.string().optional(),
  ShardFilter: z.looseObject({}).optional(),
});
const ListStreams = z.strictObject({
  TableName: z.string().optional(),
  Limit: z.int().min(1).max(100).optional(),
  ExclusiveStartStreamArn: z.string().optional(),
});
const GetShardIterator = z.strictObject({
  StreamArn,
  ShardId: z.string(),
  ShardIteratorType: z.enum([
    'TRIM_HORIZON',
    'LATEST',
    'AT_SEQUENCE_NUMBER',
    'AFTER_SEQUENCE_NUMBER',
  ]),
  SequenceNumber: z
    .string()
    .regex(/^\d{21,40}$/)
    .optional(),
});
const GetRecords = z.strictObject({
  ShardIterator: z.string(),
  Limit: z.int().min(1).max(1_000).default(1_000),
});
const Position = z.object({ stream: z.string(), after: z.number(), at: z.number() });

/** Whether the ARN is that of the stream which the table has now. */
export function isStreamOf(table: Table, streamArn: string): boolean {
  return table.stream !== undefined && streamArnOf(table) === streamArn;
}

function streamed(engine: Engine, streamArn: string): Table {
  const table = engine.catalogue.find(streamArn);
  if (table && isStreamOf(table, streamArn)) return table;
  throw notFound(`Requested resource not found: Stream: ${streamArn} not found`);
}

function summary(table: Table) {
  const arn = streamArnOf(table);
  return { StreamArn: arn, TableName: table.name, StreamLabel: arn.split('/').at(-1) };
}

const encode = (position: z.output<typeof Position>) =>
  Buffer.from(JSON.stringify(position)).toString('base64url');

/** The stream that an iterator belongs to, for access checks; undefined for no iterator. */
export function iteratorStream(iterator: string | undefined): string | undefined {
  if (iterator === undefined) return undefined;
  try {
    return decode(iterator).stream;
  } catch {
    return undefined;
  }
}

function decode(iterator: string): z.output<typeof Position> {
  try {
    return Position.parse(JSON.parse(Buffer.from(iterator, 'base64url').toString()));
  } catch {
    throw invalid('Invalid ShardIterator');
  }
}

export const describeStream: Operation = (engine, body) => {
  const request = readRequest(DescribeStream, body);
  const table = streamed(engine, request.StreamArn);
  const { partition, sort } = table.key;
  return {
    StreamDescription: {
      ...summary(table),
      StreamStatus: 'ENABLED',
      StreamViewType: table.stream,
      CreationRequestDateTime: table.createdAt / 1000,
      KeySchema: keyAttributes({ partition, sort }).map(({ name }) => ({
        AttributeName: name,
        KeyType: name === partition.name ? 'HASH' : 'RANGE',
      })),
      Shards:
        request.ExclusiveStartShardId === undefined
          ? [{ ShardId: shardId, SequenceNumberRange: { StartingSequenceNumber: oldestSequence } }]
          : [],
    },
  };
};

export const listStreams: Operation = (engine, body) => {
  const request = readRequest(ListStreams, body);
  const streams = engine.catalogue
    .all()
    .filter((table) => table.stream && table.name === (request.TableName ?? table.name))
    .map(summary)
    .filter(({ StreamArn: arn }) => arn > (request.ExclusiveStartStreamArn ?? ''));
  const page = streams.slice(0, request.Limit ?? 100);
  return {
    Streams: page,
    ...(page.length < streams.length && { LastEvaluatedStreamArn: page.at(-1)?.StreamArn }),
  };
};

export const getShardIterator: Operation = (engine, body) => {
  const request = readRequest(GetShardIterator, body);
  const { StreamArn: stream, ShardIteratorType: type, SequenceNumber: given } = request;
  streamed(engine, stream);
  if (request.ShardId !== shardId)
    throw notFound(`Requested resource not found: Shard: ${request.ShardId} does not exist`);
  if (type.endsWith('SEQUENCE_NUMBER') && given === undefined)
    throw invalid(`SequenceNumber is required for ShardIteratorType ${type}`);
  const sequence = Number((given ?? '').slice(1));
  const after = {
    TRIM_HORIZON: 0,
    LATEST: engine.streams.lastSequence(stream),
    AT_SEQUENCE_NUMBER: sequence - 1,
    AFTER_SEQUENCE_NUMBER: sequence,
  }[type];
  return { ShardIterator: encode({ stream, after, at: engine.context.clock.now() }) };
};

export const getRecords: Operation = (engine, body) => {
  const request = readRequest(GetRecords, body);
  const { stream, after, at } = decode(request.ShardIterator);
  const now = engine.context.clock.now();
  streamed(engine, stream);
  if (now - at > iteratorLifetime)
    throw new ServiceError('ExpiredIteratorException', 'Iterator has expired');
  const records: unknown[] = [];
  let last = after;
  let bytes = 0;
  for (const { sequence, record } of engine.streams.read(stream, after, request.Limit)) {
    const { eventSourceARN: _arn, userIdentity, ...shown } = record;
    bytes += JSON.stringify(shown).length;
    if (records.length > 0 && bytes > largestPage) break;
    records.push({
      ...shown,
      ...(userIdentity !== undefined && {
        userIdentity: { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' },
      }),
    });
    last = sequence;
  }
  return { Records: records, NextShardIterator: encode({ stream, after: last, at: now }) };
};
