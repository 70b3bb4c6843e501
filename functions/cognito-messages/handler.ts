import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDynamoLoginRecord } from '#shared/auth/dynamo-login-record';
import { createDynamoRecoveries } from '#shared/auth/dynamo-recoveries';
import { openIdentityTable } from '#shared/auth/identity-table';
import { readCompanies } from '#shared/auth/sso-policy';
import { openMailer } from '#shared/mail/open-mailer';
import { createTextSender } from '#shared/mail/text-sender';
import { createLog } from '#shared/observability/logger';
import { readEnvironment } from '../define-function.ts';
import { deliverMessage } from './deliver-message.ts';
import { cognitoMessagesFunction } from './function.ts';
import { createCodeDecryption } from './kms-decrypt-code.ts';
import { messageRequest, SenderEvent } from './sender-event.ts';

const environment = readEnvironment(cognitoMessagesFunction);
const identity = openIdentityTable(environment.IDENTITY_TABLE);
const decryptCode = createCodeDecryption(environment.CODE_KEY_ARN);
const log = createLog('cognito-messages');
const needs = {
  directory: createDynamoDirectory(identity.documents, identity.table),
  logins: createDynamoLoginRecord(identity),
  recoveries: createDynamoRecoveries(identity),
  mailer: openMailer(environment, log),
  texts: createTextSender(environment.TEXT_SENDER),
  companies: readCompanies(environment.COMPANIES),
  appOrigin: environment.APP_ORIGIN,
};

/** Carries Cognito's messages. It is called asynchronously: what it throws leads to another try. */
export async function handler(event: unknown): Promise<void> {
  const asked = SenderEvent.parse(event);
  const { code: ciphertext } = asked.request;
  const code = ciphertext ? await decryptCode(ciphertext) : undefined;
  const delivery = await deliverMessage(needs, messageRequest(asked, code));
  const operation = asked.triggerSource;
  log.info(`message.${delivery}`, 'Cognito asked for a message.', { operation });
}
