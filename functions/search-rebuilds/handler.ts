import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDocumentClient } from '#shared/data/document-client';
import { createSqsJobQueue } from '#shared/data/sqs-job-queue';
import { systemClock as clock } from '#shared/domain/clock';
import { ulidSource as ids } from '#shared/domain/ids';
import { apiHandler } from '#shared/http/api-handler';
import { createLog } from '#shared/observability/logger';
import { permits } from '#shared/permissions/policy';
import { createDynamoRebuilds } from '#shared/search/dynamo-rebuilds';
import { partCount, type Rebuild, type RebuildMessage } from '#shared/search/rebuild';
import { readEnvironment } from '../define-function.ts';
import { searchRebuildsFunction } from './function.ts';
import { searchRebuildRoutes } from './routes.ts';
import { startSearchRebuild } from './start-search-rebuild.ts';

const environment = readEnvironment(searchRebuildsFunction);
const documents = createDocumentClient();
const rebuilds = createDynamoRebuilds(documents, environment.JOBS_TABLE);
const queue = createSqsJobQueue<RebuildMessage>(environment.SEARCH_REBUILD_QUEUE_URL);

const viewOf = ({ done, ...rebuild }: Rebuild) => {
  const state = done.size < partCount ? ('running' as const) : ('finished' as const);
  return { ...rebuild, state, parts: partCount, done: done.size };
};

export const handler = apiHandler(
  searchRebuildRoutes,
  {
    startSearchRebuild: async ({ principal }) => ({
      body: viewOf(await startSearchRebuild({ rebuilds, queue, clock, ids }, principal)),
    }),
    getSearchRebuild: async () => {
      const rebuild = await rebuilds.current();
      return { body: { rebuild: rebuild && viewOf(rebuild) } };
    },
  },
  {
    gate: createDynamoGate({ documents, table: environment.IDENTITY_TABLE, clock }),
    permits,
    appOrigin: environment.APP_ORIGIN,
    log: createLog('search-rebuilds'),
  },
);
