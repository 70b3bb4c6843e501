import { createDynamoAdministrators } from '#shared/auth/dynamo-administrators';
import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { openIdentityTable } from '#shared/auth/identity-table';
import { queueWorker } from '#shared/imports/queue-worker';
import { createDynamoSuppressions } from '#shared/mail/dynamo-suppressions';
import { openMailer } from '#shared/mail/open-mailer';
import { createLog } from '#shared/observability/logger';
import { readEnvironment } from '../define-function.ts';
import { FeedbackEvent, feedbackOf } from './feedback-event.ts';
import { mailFeedbackFunction } from './function.ts';
import { suppressAddress } from './suppress-address.ts';

const environment = readEnvironment(mailFeedbackFunction);
const log = createLog('mail-feedback');
const identity = openIdentityTable(environment.IDENTITY_TABLE);
const { documents, table } = identity;
const needs = {
  suppressions: createDynamoSuppressions(identity),
  directory: createDynamoDirectory(documents, table),
  administrators: createDynamoAdministrators(documents, table),
  mailer: openMailer(environment, log),
  appOrigin: environment.APP_ORIGIN,
};

export const handler = queueWorker(FeedbackEvent, log, async (event) => {
  const feedback = feedbackOf(event);
  if (!feedback) return;
  const { addresses, reason, at } = feedback;
  for (const address of addresses) {
    const outcome = await suppressAddress(needs, { address, reason, at });
    log.warn(`address.${outcome}`, 'Mail to an address does not arrive.', { object: reason });
  }
});
