import { defineRoutes } from '#shared/http/route';
import { company } from '#shared/objects/company';
import { contact } from '#shared/objects/contact';
import { describeRoutes } from './object-routes.ts';
import { namedFor } from './operation-names.ts';

/** Six routes per object: `createContact`, `listContacts`, `getContact`, `updateContact` … */
export const recordRoutes = defineRoutes({
  ...namedFor(company, describeRoutes(company)),
  ...namedFor(contact, describeRoutes(contact)),
});
