import { createDynamoAccessRequests } from '#shared/access-requests/dynamo-access-requests';
import { createDynamoPermissionUses } from '#shared/access-reviews/dynamo-permission-uses';
import { createDynamoReviews } from '#shared/access-reviews/dynamo-reviews';
import { openAuditTable } from '#shared/audit/audit-table';
import { createCognitoFactorAdministration } from '#shared/auth/cognito-factors';
import { createCognitoPool } from '#shared/auth/cognito-pool';
import { createDynamoAdministrators } from '#shared/auth/dynamo-administrators';
import { createDynamoPeople } from '#shared/auth/dynamo-people';
import { openIdentityTable } from '#shared/auth/identity-table';
import { openMailer } from '#shared/mail/open-mailer';
import { createLog } from '#shared/observability/logger';
import { createDynamoRoles } from '#shared/permissions/dynamo-roles';
import { createDynamoRecordStore } from '#shared/records/dynamo-record-store';
import { createDynamoShares } from '#shared/sharing/dynamo-shares';
import { createDynamoUsers } from '#shared/users/dynamo-users';
import { readEnvironment } from '../define-function.ts';
import { accessWatchFunction } from './function.ts';
import { watchAccessRequests } from './watch-access-requests.ts';
import { watchAccessReviews } from './watch-access-reviews.ts';
import type { WatchNeeds } from './watch-needs.ts';

const environment = readEnvironment(accessWatchFunction);
const log = createLog('access-watch');
const identity = openIdentityTable(environment.IDENTITY_TABLE);
const { documents, table, clock, ids } = identity;
const audit = openAuditTable(environment);
const { RECORDS_TABLE, JOBS_TABLE } = environment;
const pool = createCognitoPool(environment.USER_POOL_ID, environment.USER_POOL_CLIENT_ID);
const needs: WatchNeeds = {
  requests: createDynamoAccessRequests({ documents, table: JOBS_TABLE, audit, clock, ids }),
  users: createDynamoUsers(identity),
  roles: createDynamoRoles(identity),
  store: createDynamoRecordStore(documents, RECORDS_TABLE),
  shares: createDynamoShares({ documents, table: RECORDS_TABLE, clock, audit, nextId: ids.next }),
  people: createDynamoPeople(identity),
  uses: createDynamoPermissionUses(documents, table),
  reviews: createDynamoReviews(documents, JOBS_TABLE),
  factors: createCognitoFactorAdministration(pool),
  administrators: createDynamoAdministrators(documents, table),
  mailer: openMailer(environment, log),
  appOrigin: environment.APP_ORIGIN,
  clock,
  ids,
  log,
};

export async function handler(): Promise<void> {
  const requests = await watchAccessRequests(needs);
  const reminders = await watchAccessReviews(needs);
  if (requests + reminders > 0)
    log.info('access-watch.done', 'Requests for access and reviews were looked after.', {
      count: requests + reminders,
    });
}
