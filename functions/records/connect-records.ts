import { openAuditTable } from '#shared/audit/audit-table';
import { createDynamoAuditWriter } from '#shared/audit/dynamo-audit-writer';
import { createReadAudit } from '#shared/audit/read-audit';
import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDocumentClient } from '#shared/data/document-client';
import { createDynamoCursorSecret } from '#shared/data/dynamo-cursor-secret';
import { createDefinitionCache } from '#shared/definitions/definition-cache';
import { systemClock as clock } from '#shared/domain/clock';
import { ulidSource as ids } from '#shared/domain/ids';
import { createDynamoRecordStore } from '#shared/records/dynamo-record-store';
import { createDynamoSharesOfCaller } from '#shared/sharing/dynamo-shares-of-caller';
import type { RecordDependencies } from './record-dependencies.ts';

/** The tables that a function with the use cases of records is deployed with. */
export interface RecordTables {
  readonly RECORDS_TABLE: string;
  readonly IDENTITY_TABLE: string;
  readonly AUDIT_TABLE: string;
  readonly AUDIT_RETENTION_MONTHS: string;
}

/** What the use cases of records work with, over DynamoDB, and what a gate before them needs; one client for all. */
export function connectRecords(environment: RecordTables) {
  const documents = createDocumentClient();
  const { RECORDS_TABLE, IDENTITY_TABLE } = environment;
  const definitions = createDefinitionCache(documents, IDENTITY_TABLE);
  const dependencies: RecordDependencies = {
    store: createDynamoRecordStore(documents, RECORDS_TABLE),
    definitions,
    shares: createDynamoSharesOfCaller({ documents, table: RECORDS_TABLE, clock }),
    reads: createReadAudit(createDynamoAuditWriter(documents, openAuditTable(environment)), clock),
    directory: createDynamoDirectory(documents, IDENTITY_TABLE),
    clock,
    ids,
    cursorSecret: createDynamoCursorSecret(documents, RECORDS_TABLE),
  };
  const gateNeeds = { documents, table: IDENTITY_TABLE, clock, definitions };
  return { dependencies, documents, gateNeeds, definitions };
}
