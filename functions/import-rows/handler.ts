import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { fileCalls, quickCalls } from '#shared/clients/client-limits';
import { inTime } from '#shared/clients/in-time';
import { announceImport } from '#shared/imports/announce-import';
import { RowsMessage } from '#shared/imports/chunk-queue';
import { createDirectoryAddressees } from '#shared/imports/directory-people';
import { createEventBridgeImportEvents } from '#shared/imports/event-bridge-import-events';
import { heap } from '#shared/imports/heap';
import { openRowWork } from '#shared/imports/open-row-work';
import { queueWorker } from '#shared/imports/queue-worker';
import { createSesMailer } from '#shared/mail/ses-mailer';
import { createLog } from '#shared/observability/logger';
import { readEnvironment } from '../define-function.ts';
import { importRowsFunction } from './function.ts';
import { workChunk } from './work-chunk.ts';

const environment = readEnvironment(importRowsFunction);
const log = createLog('import-rows');
const { directory, rowWork } = openRowWork(environment, {
  s3: inTime(new S3Client(fileCalls)),
  sqs: inTime(new SQSClient(quickCalls)),
});

const announceNeeds = {
  store: rowWork.store,
  mailer: createSesMailer({
    from: environment.MAIL_FROM,
    configurationSet: environment.MAIL_CONFIGURATION_SET,
  }),
  bus: createEventBridgeImportEvents(
    inTime(new EventBridgeClient(quickCalls)),
    environment.EVENT_BUS_NAME,
  ),
  addressees: createDirectoryAddressees(directory),
  appOrigin: environment.APP_ORIGIN,
};

export const handler = queueWorker(RowsMessage, log, async (message) => {
  if ('announce' in message) return announceImport(announceNeeds, message.announce);
  heap.hold();
  const ended = await workChunk(rowWork, message).finally(heap.release);
  if (ended)
    log.info('import.finished', `An import is ${ended.state}.`, {
      importId: ended.id,
      ...(ended.rows === undefined ? {} : { count: ended.rows }),
    });
});
