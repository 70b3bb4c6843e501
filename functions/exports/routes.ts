import * as z from 'zod';
import { exportFormats, exportStates } from '#shared/exports/export-job';
import { defineRoutes, type Route } from '#shared/http/route';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { type ObjectName, objectNames } from '#shared/objects/names';
import { objects } from '#shared/objects/objects';
import { pageQuery } from '../records/list-query.ts';

const ExportView = z
  .object({
    id: z.string(),
    object: z.enum(objectNames),
    format: z.enum(exportFormats),
    state: z.enum(exportStates),
    rows: z.int().meta({ description: 'Rows written so far.' }),
    bytes: z.int().optional(),
    problem: z
      .string()
      .optional()
      .meta({ description: 'Why it failed, in the reader’s language.' }),
    createdAt: z.string(),
    endedAt: z.string().optional(),
    link: z
      .string()
      .optional()
      .meta({ description: 'Downloads the file; holds for five minutes, then ask again.' }),
  })
  .meta({ id: 'Export', description: 'An export and where it stands.' });

const NewExport = z
  .strictObject({
    format: z.enum(exportFormats).default('csv'),
    filters: z
      .record(z.string().max(64), z.string().min(1).max(254))
      .default({})
      .meta({ description: 'The filters of the list.' }),
    sort: z.string().max(40).optional(),
    columns: z.array(z.string().max(64)).min(1).max(200).optional().meta({
      description:
        'Fields in their order, and of the record itself `id`, `createdAt`, `updatedAt`; all fields if left out.',
    }),
  })
  .meta({
    id: 'NewExport',
    examples: [{ format: 'xlsx', columns: ['name', 'email', 'companyName'] }],
  });

export type NewExport = z.output<typeof NewExport>;

const startOf = <const N extends ObjectName, const P extends string>(
  object: ObjectDefinition & { readonly name: N; readonly plural: P },
) =>
  ({
    method: 'POST',
    path: `/${object.plural}/exports`,
    summary: `Export a list of ${object.labels.many.en.toLowerCase()} as a file`,
    permission: `${object.name}:export`,
    body: NewExport,
    status: 202,
    response: ExportView,
    errors: [],
  }) as const satisfies Route;

const params = z.object({
  exportId: z.string().max(128).meta({ description: 'The export’s id.' }),
});

export const exportRoutes = defineRoutes({
  exportCompanies: startOf(objects.company),
  exportContacts: startOf(objects.contact),
  exportLeads: startOf(objects.lead),
  exportDeals: startOf(objects.deal),
  exportOrders: startOf(objects.order),
  exportTickets: startOf(objects.ticket),
  exportCampaigns: startOf(objects.campaign),
  exportActivities: startOf(objects.activity),
  exportTasks: startOf(objects.task),
  listExports: {
    method: 'GET',
    path: '/exports',
    summary: 'List one’s own exports, newest first',
    permission: 'signed-in',
    apiKeys: true,
    query: pageQuery,
    status: 200,
    response: z.strictObject({ items: z.array(ExportView), nextCursor: z.string().optional() }),
    errors: ['request.cursor_invalid'],
  },
  getExport: {
    method: 'GET',
    path: '/exports/{exportId}',
    summary: 'Get an export, and its file once it is written',
    permission: 'signed-in',
    apiKeys: true,
    params,
    status: 200,
    response: ExportView,
    errors: ['request.not_found'],
  },
  cancelExport: {
    method: 'POST',
    path: '/exports/{exportId}/cancel',
    summary: 'Cancel an export',
    permission: 'signed-in',
    apiKeys: true,
    params,
    status: 200,
    response: ExportView,
    errors: ['request.not_found', 'export.state_conflict'],
  },
});
