import { apiHandler } from '#shared/http/api-handler';
import { activity } from '#shared/objects/activity';
import { campaign } from '#shared/objects/campaign';
import { company } from '#shared/objects/company';
import { contact } from '#shared/objects/contact';
import { deal } from '#shared/objects/deal';
import { lead } from '#shared/objects/lead';
import { order } from '#shared/objects/order';
import { task } from '#shared/objects/task';
import { ticket } from '#shared/objects/ticket';
import { createLog } from '#shared/observability/logger';
import { permits } from '#shared/permissions/policy';
import { readEnvironment } from '../define-function.ts';
import { recordsFunction } from './function.ts';
import { handlersFor } from './object-handlers.ts';
import { openRecords } from './open-records.ts';
import { namedFor } from './operation-names.ts';
import { recordRoutes } from './routes.ts';
import { specialHandlers } from './special-handlers.ts';

const environment = readEnvironment(recordsFunction);
const { dependencies, gate } = openRecords(environment);

export const handler = apiHandler(
  recordRoutes,
  {
    ...namedFor(company, handlersFor(company, dependencies)),
    ...namedFor(contact, handlersFor(contact, dependencies)),
    ...namedFor(lead, handlersFor(lead, dependencies)),
    ...namedFor(deal, handlersFor(deal, dependencies)),
    ...namedFor(order, handlersFor(order, dependencies)),
    ...namedFor(ticket, handlersFor(ticket, dependencies)),
    ...namedFor(campaign, handlersFor(campaign, dependencies)),
    ...namedFor(activity, handlersFor(activity, dependencies)),
    ...namedFor(task, handlersFor(task, dependencies)),
    ...specialHandlers(dependencies),
  },
  {
    gate,
    permits,
    appOrigin: environment.APP_ORIGIN,
    log: createLog('records'),
  },
);
