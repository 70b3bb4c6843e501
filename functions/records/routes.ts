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
import { dealRoutes } from './deals/routes.ts';
import { leadRoutes } from './leads/routes.ts';
import { describeRoutes } from './object-routes.ts';
import { namedFor } from './operation-names.ts';
import { orderRoutes } from './orders/routes.ts';
import { ticketRoutes } from './tickets/routes.ts';

/** What only one object can do. */
export const specialRoutes = { ...leadRoutes, ...dealRoutes, ...orderRoutes, ...ticketRoutes };

/** Nine routes per object: `createContact`, `listContacts`, `getContact`, `updateContact` … */
export const recordRoutes = defineRoutes({
  ...namedFor(company, describeRoutes(company)),
  ...namedFor(contact, describeRoutes(contact)),
  ...namedFor(lead, describeRoutes(lead)),
  ...namedFor(deal, describeRoutes(deal)),
  ...namedFor(order, describeRoutes(order)),
  ...namedFor(ticket, describeRoutes(ticket)),
  ...namedFor(campaign, describeRoutes(campaign)),
  ...namedFor(activity, describeRoutes(activity)),
  ...namedFor(task, describeRoutes(task)),
  ...specialRoutes,
});
