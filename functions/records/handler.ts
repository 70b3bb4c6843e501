import { openAuditTable } from '#shared/audit/audit-table';
import { createDynamoAuditWriter } from '#shared/audit/dynamo-audit-writer';
import { createReadAudit } from '#shared/audit/read-audit';
import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDocumentClient } from '#shared/data/document-client';
import { createDynamoCursorSecret } from '#shared/data/dynamo-cursor-secret';
import { systemClock as clock } from '#shared/domain/clock';
import { ulidSource as ids } from '#shared/domain/ids';
import { apiHandler } from '#shared/http/api-handler';
import { activity } from '#shared/objects/activity';
import { campaign } from '#shared/objects/campaign';
import { company } from '#shared/objects/company';
import { contact } from '#shared/objects/contact';
import { deal } from '#shared/objects/deal';
import { lead } from '#shared/objects/lead';
import { order } from '#shared/objects/order';
import { shippedDefinitions } from '#shared/objects/shipped-definitions';
import { task } from '#shared/objects/task';
import { ticket } from '#shared/objects/ticket';
import { createLog } from '#shared/observability/logger';
import { permits } from '#shared/permissions/policy';
import { createDynamoRecordStore } from '#shared/records/dynamo-record-store';
import { createDynamoSharesOfCaller } from '#shared/sharing/dynamo-shares-of-caller';
import { readEnvironment } from '../define-function.ts';
import { recordsFunction } from './function.ts';
import { handlersFor } from './object-handlers.ts';
import { namedFor } from './operation-names.ts';
import type { RecordDependencies } from './record-dependencies.ts';
import { recordRoutes } from './routes.ts';
import { specialHandlers } from './special-handlers.ts';

const environment = readEnvironment(recordsFunction);
const documents = createDocumentClient();

const dependencies: RecordDependencies = {
  store: createDynamoRecordStore(documents, environment.RECORDS_TABLE),
  definitions: shippedDefinitions,
  shares: createDynamoSharesOfCaller({ documents, table: environment.RECORDS_TABLE, clock }),
  reads: createReadAudit(createDynamoAuditWriter(documents, openAuditTable(environment)), clock),
  directory: createDynamoDirectory(documents, environment.IDENTITY_TABLE),
  clock,
  ids,
  cursorSecret: createDynamoCursorSecret(documents, environment.RECORDS_TABLE),
};

export const handler = apiHandler(
  recordRoutes,
  {
    ...namedFor(company, handlersFor(company, dependencies)),
    ...namedFor(contact, handlersFor(contact, dependencies)),
    ...namedFor(lead, handlersFor(lead, dependencies)),
    ...namedFor(deal, handlersFor(deal, dependencies)),
    ...namedFor(order, handlersFor(order, dependencies)),
    ...namedFor(ticket, handlersFor(ticket, dependencies)),
    ...namedFor(campaign, handlersFor(campaign, dependencies)),
    ...namedFor(activity, handlersFor(activity, dependencies)),
    ...namedFor(task, handlersFor(task, dependencies)),
    ...specialHandlers(dependencies),
  },
  {
    gate: createDynamoGate({ documents, table: environment.IDENTITY_TABLE, clock }),
    permits,
    appOrigin: environment.APP_ORIGIN,
    log: createLog('records'),
  },
);
