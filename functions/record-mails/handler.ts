import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDocumentClient } from '#shared/data/document-client';
import { createDefinitionCache } from '#shared/definitions/definition-cache';
import { systemClock } from '#shared/domain/clock';
import { queueWorker } from '#shared/imports/queue-worker';
import { openMailer } from '#shared/mail/open-mailer';
import { createLog } from '#shared/observability/logger';
import { createRoleCache } from '#shared/permissions/role-cache';
import { createDynamoRecordStore } from '#shared/records/dynamo-record-store';
import { readEnvironment } from '../define-function.ts';
import { createDynamoSentMails } from './dynamo-sent-mails.ts';
import { recordMailsFunction } from './function.ts';
import { RecordEvent } from './record-event.ts';
import { sendRecordMail } from './send-record-mail.ts';

const environment = readEnvironment(recordMailsFunction);
const log = createLog('record-mails');
const documents = createDocumentClient();
const definitions = createDefinitionCache(documents, environment.IDENTITY_TABLE);
const needs = {
  sent: createDynamoSentMails(documents, environment.RECORDS_TABLE, systemClock),
  store: createDynamoRecordStore(documents, environment.RECORDS_TABLE),
  definitions,
  directory: createDynamoDirectory(documents, environment.IDENTITY_TABLE),
  roles: createRoleCache(documents, environment.IDENTITY_TABLE, definitions),
  mailer: openMailer(environment, log),
  appOrigin: environment.APP_ORIGIN,
};

export const handler = queueWorker(RecordEvent, log, async (event) => {
  const end = await sendRecordMail(needs, event);
  log.info(`record-mail.${end}`, 'A reminder or notice was worked off.');
});
