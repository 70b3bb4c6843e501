import { createHash, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { inBackground } from '../background.ts';
import {
  type CloudContext,
  ServiceError,
  type StreamRecord,
  type StreamSource,
} from '../service.ts';
import { failedItems } from './batch-item-failures.ts';
import type { Outcome } from './execution-environment.ts';
import type { FailureSender } from './failure-destination.ts';
import type { Functions } from './functions.ts';
import type { Mapping } from './mapping-definition.ts';
import { mayPoll } from './may-poll.ts';
import type { RunningMapping } from './queue-mapping.ts';
import type { StreamPositions } from './stream-positions.ts';

const Described = z.object({
  dynamodb: z.object({
    Keys: z.unknown(),
    SequenceNumber: z.coerce.string().optional(),
    ApproximateCreationDateTime: z.number().optional(),
  }),
});

const describe = (record: StreamRecord) => Described.parse(record.record).dynamodb;
const idOf = (record: StreamRecord) => describe(record).SequenceNumber ?? String(record.sequence);

/** The first retry comes after 100 ms, the last ones a minute apart. */
const retryDelay = (attempt: number) => Math.min(100 * 2 ** (attempt - 1), 60_000);

/** DynamoDB keeps stream records for a day. */
const streamRetention = 86_400_000;

/** What a function's role must be allowed on a stream that is mapped to it. */
export const streamActions = [
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:DescribeStream',
];

/** Brings the records of a stream to a function in order; a failing batch holds up those behind it. */
export function runStreamMapping(
  mapping: Mapping,
  context: CloudContext,
  needs: {
    readonly functions: Functions;
    readonly sendAs: FailureSender;
    readonly streams: StreamSource;
    readonly positions: StreamPositions;
  },
): RunningMapping {
  const { clock, faults } = context;
  const { functions, sendAs, streams, positions } = needs;
  let busy = false;
  let stopped = false;

  const position = (): number => {
    const known = positions.find(mapping.id);
    if (known !== undefined) return known;
    let start = -1;
    if (mapping.startingPosition === 'LATEST')
      for (let more = streams.read(mapping.sourceArn, start, 1_000); more.length > 0; ) {
        start = more.at(-1)?.sequence ?? start;
        more = streams.read(mapping.sourceArn, start, 1_000);
      }
    positions.save(mapping.id, start);
    return start;
  };

  const isExpired = (record: StreamRecord) => {
    const created = describe(record).ApproximateCreationDateTime;
    const limit = mapping.maximumRecordAge > 0 ? mapping.maximumRecordAge : streamRetention;
    return created !== undefined && clock.now() - created * 1_000 > limit;
  };

  const discard = (records: readonly StreamRecord[], condition: string, invocations: number) => {
    const [first] = records;
    const last = records.at(-1);
    if (!first || !last) return;
    context.warn(
      `${mapping.functionName} gave up ${records.length} stream record(s): ${condition}`,
    );
    if (!mapping.onFailureArn) return;
    const { definition } = functions.find(mapping.functionName);
    const arrival = (record: StreamRecord) =>
      new Date((describe(record).ApproximateCreationDateTime ?? 0) * 1_000).toISOString();
    const body = {
      requestContext: {
        requestId: randomUUID(),
        functionArn: definition.arn,
        condition,
        approximateInvokeCount: invocations,
      },
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        functionError: 'Unhandled',
      },
      version: '1.0',
      timestamp: new Date(clock.now()).toISOString(),
      DDBStreamBatchInfo: {
        shardId: 'shardId-00000000000000000000-00000000',
        startSequenceNumber: idOf(first),
        endSequenceNumber: idOf(last),
        approximateArrivalOfFirstRecord: arrival(first),
        approximateArrivalOfLastRecord: arrival(last),
        batchSize: records.length,
        streamArn: mapping.sourceArn,
      },
    };
    sendAs(definition.roleArn, mapping.onFailureArn, JSON.stringify(body));
  };

  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      clock.after(milliseconds, resolve);
    });

  const invoke = async (records: readonly StreamRecord[]): Promise<Outcome | 'throttled'> => {
    const event = { Records: records.map((each) => each.record) };
    try {
      return await functions.find(mapping.functionName).run(JSON.stringify(event));
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'TooManyRequestsException')
        return 'throttled';
      throw error;
    }
  };

  /** Works until every record is done or given up, from the first failure on. */
  const deliver = async (records: readonly StreamRecord[], tried = 0): Promise<void> => {
    let left = records;
    for (let attempt = tried + 1; left.length > 0 && !stopped; attempt++) {
      const expired = left.filter(isExpired);
      if (expired.length > 0) discard(expired, 'RecordAgeExceeded', attempt - 1);
      left = left.filter((record) => !expired.includes(record));
      if (left.length === 0) return;
      const outcome = await invoke(left);
      if (outcome !== 'throttled') {
        const failed = failedItems(outcome, left.map(idOf), mapping.reportsItemFailures);
        const firstFailure =
          failed === 'all' ? 0 : left.findIndex((record) => failed.includes(idOf(record)));
        if (firstFailure === -1) return;
        left = left.slice(firstFailure);
        if (mapping.maximumRetries >= 0 && attempt > mapping.maximumRetries)
          return discard(left, 'RetryAttemptsExhausted', attempt);
        if (mapping.bisects && left.length > 1) {
          await pause(retryDelay(attempt));
          const middle = Math.ceil(left.length / 2);
          await deliver(left.slice(0, middle), attempt);
          return deliver(left.slice(middle), attempt);
        }
      } else attempt -= 1;
      await pause(retryDelay(Math.max(attempt, 1)));
    }
  };

  /** Records with the same key stay in one group, so that their order holds under parallel work. */
  const groups = (records: readonly StreamRecord[]): readonly (readonly StreamRecord[])[] => {
    if (mapping.parallelization === 1) return [records];
    const found = Array.from({ length: mapping.parallelization }, (): StreamRecord[] => []);
    for (const record of records) {
      const digest = createHash('sha256')
        .update(JSON.stringify(describe(record).Keys))
        .digest();
      found[digest.readUInt32BE() % mapping.parallelization]?.push(record);
    }
    return found;
  };

  const drain = async (): Promise<void> => {
    for (;;) {
      const after = position();
      const records = streams.read(mapping.sourceArn, after, mapping.batchSize);
      const last = records.at(-1);
      if (!last || stopped || !mayPoll(context, functions, mapping, streamActions)) return;
      const wanted = records.filter((each) => mapping.matches(each.record));
      await Promise.all(groups(wanted).map((group) => deliver(group)));
      if (stopped) return;
      const repeats =
        wanted.length > 0 && faults.strikes('duplicate-delivery', mapping.functionName);
      // After a reset the position was taken back: what was done before it no longer counts.
      if (!repeats && positions.find(mapping.id) === after)
        positions.save(mapping.id, last.sequence);
    }
  };

  const pump = () => {
    if (busy || stopped || !functions.has(mapping.functionName)) return;
    busy = true;
    // Not held as a whole: its pauses wait for the clock. Invocations are held one by one.
    drain().then(
      () => {
        busy = false;
      },
      (error: unknown) => {
        busy = false;
        context.warn(error instanceof Error ? (error.stack ?? error.message) : String(error));
      },
    );
  };

  let windowEnd: (() => void) | undefined;
  const wake = () => {
    if (mapping.batchingWindow === 0) return inBackground(context, pump);
    windowEnd ??= clock.after(mapping.batchingWindow, () => {
      windowEnd = undefined;
      pump();
    });
  };

  position();
  const unsubscribe = streams.onAppend(mapping.sourceArn, wake);
  return {
    wake,
    stop() {
      stopped = true;
      windowEnd?.();
      unsubscribe();
    },
  };
}
