import { activity } from './activity.ts';
import { campaign } from './campaign.ts';
import { company } from './company.ts';
import { contact } from './contact.ts';
import { deal } from './deal.ts';
import type { ObjectDefinition } from './define-object.ts';
import { lead } from './lead.ts';
import type { ObjectName } from './names.ts';
import { order } from './order.ts';
import { task } from './task.ts';
import { ticket } from './ticket.ts';

/** Every object's description by its name; the compiler asks for one per name. */
export const objects: { readonly [N in ObjectName]: ObjectDefinition & { readonly name: N } } = {
  company,
  contact,
  lead,
  deal,
  order,
  ticket,
  campaign,
  activity,
  task,
};
