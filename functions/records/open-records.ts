import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { connectRecords, type RecordTables } from './connect-records.ts';

/** What the use cases of records work with, and the gate before them, for functions that write to tables alone. */
export function openRecords(environment: RecordTables) {
  const { dependencies, documents, gateNeeds } = connectRecords(environment);
  const gate = createDynamoGate({ ...gateNeeds, presumes: true });
  return { dependencies, documents, gate };
}
