import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDynamoRecoveries } from '#shared/auth/dynamo-recoveries';
import { openIdentityTable } from '#shared/auth/identity-table';
import { openMailer } from '#shared/mail/open-mailer';
import { createLog } from '#shared/observability/logger';
import { readEnvironment } from '../define-function.ts';
import { deliverMail } from './deliver-mail.ts';
import { cognitoMessagesFunction } from './function.ts';
import { createCodeDecryption } from './kms-decrypt-code.ts';
import { SenderEvent } from './sender-event.ts';

const environment = readEnvironment(cognitoMessagesFunction);
const identity = openIdentityTable(environment.IDENTITY_TABLE);
const decryptCode = createCodeDecryption(environment.CODE_KEY_ARN);
const log = createLog('cognito-messages');
const needs = {
  directory: createDynamoDirectory(identity.documents, identity.table),
  recoveries: createDynamoRecoveries(identity),
  mailer: openMailer(environment, log),
  appOrigin: environment.APP_ORIGIN,
};

/** Carries Cognito's messages. It is called asynchronously: what it throws leads to another try. */
export async function handler(event: unknown): Promise<void> {
  const { triggerSource, request } = SenderEvent.parse(event);
  const [sender, occasion = ''] = triggerSource.split('_');
  // No phone number is kept yet, so Cognito has no reason to call this; if it does, operators see it.
  if (sender === 'CustomSMSSender') throw new Error('Text messages are not set up.');
  const delivery = await deliverMail(needs, {
    occasion,
    email: request.userAttributes['email'] ?? '',
    code: request.code ? await decryptCode(request.code) : undefined,
    startedBy: request.clientMetadata?.['by'] === 'administrator' ? 'administrator' : 'person',
  });
  log.info(`message.${delivery}`, 'Cognito asked for a message.', { operation: triggerSource });
}
