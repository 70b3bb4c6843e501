import { createDocumentClient } from '#shared/data/document-client';
import { systemClock } from '#shared/domain/clock';
import type { Log } from '#shared/observability/logger';
import { createDynamoSuppressions } from './dynamo-suppressions.ts';
import type { Mailer } from './mailer.ts';
import { createSesMailer } from './ses-mailer.ts';
import { toWorkingAddresses } from './working-addresses.ts';

/** The mailer of a deployed function that has the need `mail:send`. */
export function openMailer(
  environment: Readonly<Record<'MAIL_FROM' | 'MAIL_CONFIGURATION_SET' | 'IDENTITY_TABLE', string>>,
  log: Log,
): Mailer {
  const suppressions = createDynamoSuppressions({
    documents: createDocumentClient(),
    table: environment.IDENTITY_TABLE,
    clock: systemClock,
  });
  const mailer = createSesMailer({
    from: environment.MAIL_FROM,
    configurationSet: environment.MAIL_CONFIGURATION_SET,
  });
  return toWorkingAddresses(mailer, suppressions, log);
}
