import * as z from 'zod';
import { defineRoutes } from '#shared/http/route';
import { line } from '#shared/objects/field-schema';
import { lead } from '#shared/objects/lead';
import { RecordId } from '#shared/objects/record-id';
import { recordSchema, widerSchema } from '#shared/objects/record-schema';
import { paramsOf } from '../object-routes.ts';
import { reasonsLeft } from './reasons-left.ts';

const Lead = recordSchema(lead);

const ConvertedLead = widerSchema(lead, 'ConvertedLead', {
  notCarried: z
    .array(z.object({ field: z.string(), reason: z.enum(reasonsLeft) }))
    .meta({ description: 'Added fields that went nowhere; their values stay on the lead.' }),
});

const reached = lead.fields.status.choices
  .map(({ code }) => code)
  .filter((code) => code !== 'converted');

export const leadRoutes = defineRoutes({
  convertLead: {
    method: 'POST',
    path: '/leads/{leadId}/convert',
    summary: 'Make a company, a contact and perhaps a deal of a lead',
    permission: 'lead:update',
    params: paramsOf(lead),
    body: z
      .strictObject({
        companyId: RecordId.optional().meta({
          description: 'The company that it is already; absent: a new one is made.',
        }),
        contactId: RecordId.optional().meta({
          description: 'The contact that it is already; absent: a new one is made.',
        }),
        deal: z
          .strictObject({
            name: line(200),
            closeDate: z.iso.date('Send a day as YYYY-MM-DD.').optional(),
          })
          .optional()
          .meta({ description: 'The deal that it starts; absent: none is made.' }),
      })
      .meta({ examples: [{ deal: { name: '海川机械 · 首单', closeDate: '2026-10-31' } }] }),
    status: 200,
    response: ConvertedLead,
    errors: [
      'request.not_found',
      'record.duplicate',
      'record.reference_missing',
      'record.state_conflict',
      'record.version_conflict',
    ],
  },
  changeLeadStatus: {
    method: 'POST',
    path: '/leads/{leadId}/status',
    summary: 'Move a lead to another status',
    permission: 'lead:update',
    params: paramsOf(lead),
    body: z
      .strictObject({
        status: z.enum(reached),
        reason: line(200).optional(),
      })
      .meta({ examples: [{ status: 'disqualified', reason: '预算不足' }] }),
    status: 200,
    response: Lead,
    errors: ['request.not_found', 'record.state_conflict', 'record.version_conflict'],
  },
});
