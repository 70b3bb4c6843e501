import { createCognitoPool } from '#shared/auth/cognito-pool';
import { createCognitoTokens } from '#shared/auth/cognito-tokens';
import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDynamoKnownDevices } from '#shared/auth/dynamo-known-devices';
import { createDynamoRateLimiter } from '#shared/auth/dynamo-rate-limiter';
import { createDynamoSessions } from '#shared/auth/dynamo-sessions';
import { openIdentityTable } from '#shared/auth/identity-table';
import { arrivalOf, noteArrivals } from '#shared/auth/note-arrival';
import { originOf } from '#shared/auth/request-origin';
import { clearTicketCookie, setTicketCookie } from '#shared/auth/session-cookie';
import { signedInAnswer } from '#shared/auth/signed-in-answer';
import { createSqsRecoveryQueue } from '#shared/auth/sqs-recovery-queue';
import { readSsoPolicy } from '#shared/auth/sso-policy';
import { apiHandler } from '#shared/http/api-handler';
import { createLog } from '#shared/observability/logger';
import { permits } from '#shared/permissions/policy';
import { readEnvironment } from '../define-function.ts';
import { createCognitoCompanySignIn } from './cognito-company-sign-in.ts';
import { createDynamoCompanyAccounts } from './dynamo-company-accounts.ts';
import { finishSso } from './finish-sso.ts';
import { ssoFunction } from './function.ts';
import { ssoRoutes } from './routes.ts';
import { ssoTicket } from './sso-ticket.ts';
import { startSso } from './start-sso.ts';

const environment = readEnvironment(ssoFunction);
const { APP_ORIGIN: appOrigin } = environment;
const identity = openIdentityTable(environment.IDENTITY_TABLE);
const pool = createCognitoPool(environment.USER_POOL_ID, environment.USER_POOL_CLIENT_ID);
const policy = readSsoPolicy(environment.SSO_POLICY);
const directory = createDynamoDirectory(identity.documents, identity.table);
const { clock } = identity;
const devices = createDynamoKnownDevices(identity);
const queue = createSqsRecoveryQueue(environment.RECOVERY_QUEUE_URL);
const sessions = createDynamoSessions(identity);
const tokens = createCognitoTokens(pool);
const needs = {
  policy,
  company: createCognitoCompanySignIn(pool, policy, `${appOrigin}/sso/callback`),
  accounts: createDynamoCompanyAccounts(identity, directory),
  directory,
  sessions,
  limiter: createDynamoRateLimiter(identity),
  arrivals: noteArrivals({ devices, sessions, tokens, queue, clock }),
  clock,
  ticketSecret: pool.clientSecret,
};

export const handler = apiHandler(
  ssoRoutes,
  {
    startSso: async ({ body, request }) => {
      const { location, ticket } = await startSso(needs, body, originOf(request));
      return { body: { location }, cookies: [setTicketCookie(ticket, ssoTicket.seconds)] };
    },
    finishSso: async ({ body: { transport, ...answer }, request }) => {
      const given = { ...answer, ticket: request.ticket };
      const signedIn = await finishSso(needs, given, arrivalOf(request));
      const { cookies = [], body } = signedInAnswer(signedIn, transport);
      return { body, cookies: [clearTicketCookie(), ...cookies] };
    },
  },
  { gate: createDynamoGate(identity), permits, appOrigin, log: createLog('sso') },
);
