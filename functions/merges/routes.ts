import { defineRoutes } from '#shared/http/route';
import { activity } from '#shared/objects/activity';
import { campaign } from '#shared/objects/campaign';
import { company } from '#shared/objects/company';
import { contact } from '#shared/objects/contact';
import { deal } from '#shared/objects/deal';
import { lead } from '#shared/objects/lead';
import { order } from '#shared/objects/order';
import { task } from '#shared/objects/task';
import { ticket } from '#shared/objects/ticket';
import { namedFor } from '../records/operation-names.ts';
import { describeMergeRoutes } from './object-routes.ts';

/** Three routes per object: `mergeContact`, `undoMergeOfContact`, `listMergesOfContact` … */
export const mergeRoutes = defineRoutes({
  ...namedFor(company, describeMergeRoutes(company)),
  ...namedFor(contact, describeMergeRoutes(contact)),
  ...namedFor(lead, describeMergeRoutes(lead)),
  ...namedFor(deal, describeMergeRoutes(deal)),
  ...namedFor(order, describeMergeRoutes(order)),
  ...namedFor(ticket, describeMergeRoutes(ticket)),
  ...namedFor(campaign, describeMergeRoutes(campaign)),
  ...namedFor(activity, describeMergeRoutes(activity)),
  ...namedFor(task, describeMergeRoutes(task)),
});
