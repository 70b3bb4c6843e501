import { readAuthPolicy } from '#shared/auth/auth-policy';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDynamoPeople } from '#shared/auth/dynamo-people';
import { createDynamoQuestions } from '#shared/auth/dynamo-questions';
import { createDynamoRateLimiter } from '#shared/auth/dynamo-rate-limiter';
import { openIdentityTable } from '#shared/auth/identity-table';
import { offeredChannels } from '#shared/auth/offered-channels';
import { originOf } from '#shared/auth/request-origin';
import { QuestionId, questionOf } from '#shared/auth/security-questions';
import { createSqsRecoveryQueue } from '#shared/auth/sqs-recovery-queue';
import { createDynamoCursorSecret } from '#shared/data/dynamo-cursor-secret';
import { DomainError } from '#shared/errors/domain-error';
import { apiHandler } from '#shared/http/api-handler';
import { createLog } from '#shared/observability/logger';
import { permits } from '#shared/permissions/policy';
import { readEnvironment } from '../define-function.ts';
import { passwordsFunction } from './function.ts';
import { listPasswordAges } from './list-password-ages.ts';
import { ratePassword } from './rate-password.ts';
import { reportPasswordAges, rulesOf } from './report-password-ages.ts';
import { passwordsRoutes } from './routes.ts';
import { setSecurityQuestions } from './set-security-questions.ts';

const environment = readEnvironment(passwordsFunction);
const identity = openIdentityTable(environment.IDENTITY_TABLE);
const policy = readAuthPolicy(environment.AUTH_POLICY);
const rules = rulesOf(policy);
const rating = { limiter: createDynamoRateLimiter(identity), policy: policy.password };
const answering = {
  questions: createDynamoQuestions(
    identity,
    createDynamoCursorSecret(identity.documents, identity.table),
  ),
  policy: policy.recovery,
  queue: createSqsRecoveryQueue(environment.RECOVERY_QUEUE_URL),
  clock: identity.clock,
};
const ages = { people: createDynamoPeople(identity), policy, clock: identity.clock };

export const handler = apiHandler(
  passwordsRoutes,
  {
    readPasswordPolicy: async () => ({
      body: { rules, recovery: { channels: offeredChannels(policy.recovery) } },
    }),
    ratePassword: async ({ body, request }) => ({
      body: await ratePassword(rating, body, originOf(request)),
    }),
    readSecurityQuestions: async ({ principal }) => {
      if (!policy.recovery.questions) throw new DomainError('recovery.not_offered');
      const chosen = [...(await answering.questions.chosen(principal.userId))];
      return { body: { available: QuestionId.options.map(questionOf), chosen } };
    },
    setSecurityQuestions: async ({ principal, body, request }) => {
      await setSecurityQuestions(answering, principal, body.answers, originOf(request));
      return { body: undefined };
    },
    listPasswordAges: async ({ query }) => {
      const { departures, people, next } = await listPasswordAges(ages, query);
      const listed = departures.map((each) => ({ ...each, standards: [...each.standards] }));
      return { body: { rules, departures: listed, people: [...people], next } };
    },
    reportPasswordAges: async ({ query }) => ({
      body: undefined,
      file: await reportPasswordAges(ages, query.format),
    }),
  },
  {
    gate: createDynamoGate(identity),
    permits,
    appOrigin: environment.APP_ORIGIN,
    log: createLog('passwords'),
  },
);
