import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { DynamoDBBatchResponse } from 'aws-lambda';
import { createLog } from '#shared/observability/logger';
import { readEnvironment } from '../define-function.ts';
import { changeEntries } from './dynamo-stream-entries.ts';
import { createEventBridgeBus } from './event-bridge-bus.ts';
import { recordChangesFunction } from './function.ts';
import { publishChanges } from './publish-changes.ts';

const environment = readEnvironment(recordChangesFunction);
const log = createLog('record-changes');
const client = new EventBridgeClient({
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000 },
});
const bus = createEventBridgeBus(client, environment.EVENT_BUS_NAME);

/** Answers with the changes that could not be published (partial batch response). */
export async function handler(event: unknown): Promise<DynamoDBBatchResponse> {
  const failed = await publishChanges({ bus, log }, changeEntries(event));
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
