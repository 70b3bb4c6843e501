import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDocumentClient } from '#shared/data/document-client';
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
import { namedFor } from '../records/operation-names.ts';
import { createDynamoMerges } from './dynamo-merges.ts';
import { mergesFunction } from './function.ts';
import type { MergeDependencies } from './merge-dependencies.ts';
import { mergeHandlersFor } from './object-handlers.ts';
import { mergeRoutes } from './routes.ts';

const environment = readEnvironment(mergesFunction);
const documents = createDocumentClient();

const dependencies: MergeDependencies = {
  store: createDynamoRecordStore(documents, environment.RECORDS_TABLE),
  merges: createDynamoMerges(documents, environment.RECORDS_TABLE),
  shares: createDynamoSharesOfCaller({ documents, table: environment.RECORDS_TABLE, clock }),
  definitions: shippedDefinitions,
  directory: createDynamoDirectory(documents, environment.IDENTITY_TABLE),
  clock,
  ids,
};

export const handler = apiHandler(
  mergeRoutes,
  {
    ...namedFor(company, mergeHandlersFor(company, dependencies)),
    ...namedFor(contact, mergeHandlersFor(contact, dependencies)),
    ...namedFor(lead, mergeHandlersFor(lead, dependencies)),
    ...namedFor(deal, mergeHandlersFor(deal, dependencies)),
    ...namedFor(order, mergeHandlersFor(order, dependencies)),
    ...namedFor(ticket, mergeHandlersFor(ticket, dependencies)),
    ...namedFor(campaign, mergeHandlersFor(campaign, dependencies)),
    ...namedFor(activity, mergeHandlersFor(activity, dependencies)),
    ...namedFor(task, mergeHandlersFor(task, dependencies)),
  },
  {
    gate: createDynamoGate({ documents, table: environment.IDENTITY_TABLE, clock }),
    permits,
    appOrigin: environment.APP_ORIGIN,
    log: createLog('merges'),
  },
);
