import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import {
  createCognitoAdministration,
  createCognitoGlobalSignOut,
} from '#shared/auth/cognito-administration';
import { createCognitoContacts } from '#shared/auth/cognito-contacts';
import { createCognitoPool } from '#shared/auth/cognito-pool';
import { createCognitoRecovery } from '#shared/auth/cognito-recovery';
import { createDynamoAdministrators } from '#shared/auth/dynamo-administrators';
import { createDynamoContactChanges } from '#shared/auth/dynamo-contact-changes';
import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDynamoDisavowals } from '#shared/auth/dynamo-disavowals';
import { createDynamoRateLimiter } from '#shared/auth/dynamo-rate-limiter';
import { createDynamoWaysBack } from '#shared/auth/dynamo-ways-back';
import { openIdentityTable } from '#shared/auth/identity-table';
import { RecoveryMessage } from '#shared/auth/recovery-message';
import { createSqsRecoveryQueue } from '#shared/auth/sqs-recovery-queue';
import { readSsoPolicy } from '#shared/auth/sso-policy';
import { openMailer } from '#shared/mail/open-mailer';
import { createTextSender } from '#shared/mail/text-sender';
import { createLog, stackOf } from '#shared/observability/logger';
import { readEnvironment } from '../define-function.ts';
import { recoveryWorkerFunction } from './function.ts';
import { createNoticeTexts } from './notice-texts.ts';
import { secureAccount } from './secure-account.ts';
import { sendNewDevice } from './send-new-device.ts';
import { sendNotice } from './send-notice.ts';
import { sendNoticeText } from './send-notice-text.ts';
import { sendRecovery } from './send-recovery.ts';
import { tellOfLock } from './tell-of-lock.ts';

const environment = readEnvironment(recoveryWorkerFunction);
const identity = openIdentityTable(environment.IDENTITY_TABLE);
const pool = createCognitoPool(environment.USER_POOL_ID, environment.USER_POOL_CLIENT_ID);
const log = createLog('recovery-worker');
const queue = createSqsRecoveryQueue(environment.RECOVERY_QUEUE_URL);
const needs = {
  directory: createDynamoDirectory(identity.documents, identity.table),
  limiter: createDynamoRateLimiter(identity),
  administrators: createDynamoAdministrators(identity.documents, identity.table),
  disavowals: createDynamoDisavowals(identity),
  provider: {
    ...createCognitoRecovery(pool),
    ...createCognitoAdministration(pool),
    ...createCognitoContacts(pool),
    ...createCognitoGlobalSignOut(pool),
  },
  contacts: createDynamoContactChanges(identity),
  waysBack: createDynamoWaysBack(identity),
  companies: readSsoPolicy(environment.SSO_POLICY),
  mailer: openMailer(environment, log),
  texts: createTextSender(environment.TEXT_SENDER),
  noticeTexts: createNoticeTexts(queue, environment.TEXT_SENDER),
  appOrigin: environment.APP_ORIGIN,
};

async function work({ body }: SQSRecord): Promise<void> {
  const message = RecoveryMessage.parse(JSON.parse(body));
  switch (message.kind) {
    case 'notify':
      return await sendNotice(needs, message);
    case 'notify-by-text':
      return await sendNoticeText(needs, message);
    case 'new-device':
      return await sendNewDevice(needs, message);
    case 'secure':
      return await secureAccount(needs, message);
    case 'tell-of-lock':
      return await tellOfLock(needs, message);
    case 'recover': {
      const outcome = await sendRecovery(needs, message);
      log.info(`recovery.${outcome}`, 'A recovery request was worked off.');
    }
  }
}

/** Works messages off one by one; only those that failed come back. */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const record of event.Records) {
    try {
      await work(record);
    } catch (error) {
      log.error('recovery.failed', 'A recovery message failed and will come back.', {
        stack: stackOf(error),
      });
      batchItemFailures.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures };
}
