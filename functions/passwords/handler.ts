import { readAuthPolicy } from '#shared/auth/auth-policy';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDynamoPeople } from '#shared/auth/dynamo-people';
import { createDynamoRateLimiter } from '#shared/auth/dynamo-rate-limiter';
import { openIdentityTable } from '#shared/auth/identity-table';
import { offeredChannels } from '#shared/auth/offered-channels';
import { originOf } from '#shared/auth/request-origin';
import { apiHandler } from '#shared/http/api-handler';
import { createLog } from '#shared/observability/logger';
import { permits } from '#shared/permissions/policy';
import { readEnvironment } from '../define-function.ts';
import { passwordsFunction } from './function.ts';
import { listPasswordAges } from './list-password-ages.ts';
import { ratePassword } from './rate-password.ts';
import { passwordsRoutes } from './routes.ts';

const environment = readEnvironment(passwordsFunction);
const identity = openIdentityTable(environment.IDENTITY_TABLE);
const policy = readAuthPolicy(environment.AUTH_POLICY);
const rules = { preset: policy.preset, ...policy.password };
const rating = { limiter: createDynamoRateLimiter(identity), policy: policy.password };
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
    listPasswordAges: async ({ query }) => {
      const { departures, people, next } = await listPasswordAges(ages, query);
      const listed = departures.map((each) => ({ ...each, standards: [...each.standards] }));
      return { body: { rules, departures: listed, people: [...people], next } };
    },
  },
  {
    gate: createDynamoGate(identity),
    permits,
    appOrigin: environment.APP_ORIGIN,
    log: createLog('passwords'),
  },
);
