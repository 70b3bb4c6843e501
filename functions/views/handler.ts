import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDocumentClient } from '#shared/data/document-client';
import { createDefinitionCache } from '#shared/definitions/definition-cache';
import { systemClock as clock } from '#shared/domain/clock';
import { ulidSource as ids } from '#shared/domain/ids';
import { apiHandler } from '#shared/http/api-handler';
import { createLog } from '#shared/observability/logger';
import { permits } from '#shared/permissions/policy';
import { createDynamoViews } from '#shared/views/dynamo-views';
import type { StoredView } from '#shared/views/saved-view';
import { readEnvironment } from '../define-function.ts';
import { viewsFunction } from './function.ts';
import { viewsRoutes } from './routes.ts';
import {
  createView,
  deleteView,
  getView,
  listViews,
  updateView,
  whyUnavailable,
} from './view-use-cases.ts';

const environment = readEnvironment(viewsFunction);
const documents = createDocumentClient();
const definitions = createDefinitionCache(documents, environment.IDENTITY_TABLE);
const dependencies = {
  views: createDynamoViews(documents, environment.RECORDS_TABLE),
  definitions,
  clock,
  ids,
};

const answer = (view: StoredView) => ({ body: view, version: view.version });

export const handler = apiHandler(
  viewsRoutes,
  {
    listViews: async ({ principal, query }) => {
      const { views, unavailable } = await listViews(dependencies, principal, query.object);
      const reason = whyUnavailable[principal.locale];
      return {
        body: { items: [...views], unavailable: unavailable.map((view) => ({ ...view, reason })) },
      };
    },
    createView: async ({ principal, body }) =>
      answer(await createView(dependencies, principal, body)),
    getView: async ({ principal, params }) =>
      answer(await getView(dependencies, principal, params.viewId)),
    updateView: async ({ principal, params, body, request }) => {
      const input = { viewId: params.viewId, version: request.ifMatch ?? '', patch: body };
      return answer(await updateView(dependencies, principal, input));
    },
    deleteView: async ({ principal, params }) => {
      await deleteView(dependencies, principal, params.viewId);
      return { body: undefined };
    },
  },
  {
    gate: createDynamoGate({
      documents,
      table: environment.IDENTITY_TABLE,
      clock,
      definitions,
      presumes: true,
    }),
    permits,
    appOrigin: environment.APP_ORIGIN,
    log: createLog('views'),
  },
);
