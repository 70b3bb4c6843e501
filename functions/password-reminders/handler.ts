import { readAuthPolicy } from '#shared/auth/auth-policy';
import { createDynamoPeople } from '#shared/auth/dynamo-people';
import { openIdentityTable } from '#shared/auth/identity-table';
import { readSsoPolicy } from '#shared/auth/sso-policy';
import { openMailer } from '#shared/mail/open-mailer';
import { createLog } from '#shared/observability/logger';
import { readEnvironment } from '../define-function.ts';
import { createDynamoReminders } from './dynamo-reminders.ts';
import { passwordRemindersFunction } from './function.ts';
import { remindOfPasswords } from './remind-of-passwords.ts';

const environment = readEnvironment(passwordRemindersFunction);
const log = createLog('password-reminders');
const identity = openIdentityTable(environment.IDENTITY_TABLE);
const needs = {
  people: createDynamoPeople(identity),
  reminders: createDynamoReminders(identity),
  companies: readSsoPolicy(environment.SSO_POLICY),
  mailer: openMailer(environment, log),
  policy: readAuthPolicy(environment.AUTH_POLICY).password,
  appOrigin: environment.APP_ORIGIN,
  clock: identity.clock,
};

export async function handler(): Promise<void> {
  const count = await remindOfPasswords(needs);
  log.info('password.reminded', 'People were reminded of old passwords.', { count });
}
