import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { readCompanies } from '#shared/auth/sso-policy';
import { whileSomebodyWaits } from '#shared/clients/in-time';
import { createDocumentClient } from '#shared/data/document-client';
import { createLog } from '#shared/observability/logger';
import { readEnvironment } from '../define-function.ts';
import { admitArrival } from './admit-arrival.ts';
import { companyArrivalsFunction } from './function.ts';
import { claimsOf, SignUpEvent } from './sign-up-event.ts';

const environment = readEnvironment(companyArrivalsFunction);
const log = createLog('company-arrivals');
const needs = {
  companies: readCompanies(environment.COMPANIES),
  directory: createDynamoDirectory(createDocumentClient(), environment.IDENTITY_TABLE),
};

/** Lets Cognito make accounts for invited people only. What it throws is Cognito's refusal. */
export async function handler(event: unknown): Promise<unknown> {
  const asked = SignUpEvent.parse(event);
  const operation = asked.triggerSource;
  const isAdmitted =
    operation === 'PreSignUp_AdminCreateUser' ||
    (operation === 'PreSignUp_ExternalProvider' &&
      (await whileSomebodyWaits(() => admitArrival(needs, claimsOf(asked, needs.companies)))));
  if (isAdmitted) return asked;
  log.info('arrival.refused', 'Somebody without an invitation wanted an account.', { operation });
  throw new Error('Nobody is invited here by this address');
}
