import * as z from 'zod';
import { defineRoutes } from '#shared/http/route';
import { convertedInto } from '#shared/objects/conversion';
import { CustomKey } from '#shared/objects/custom-field';
import type { FieldValue } from '#shared/objects/field';
import { line } from '#shared/objects/field-schema';
import { lead } from '#shared/objects/lead';
import { RecordId } from '#shared/objects/record-id';
import { recordSchema, widerSchema } from '#shared/objects/record-schema';
import { paramsOf } from '../object-routes.ts';
import { reasonsLeft } from './reasons-left.ts';

const Lead = recordSchema(lead);

const NotCarried = z
  .array(z.object({ field: z.string(), reason: z.enum(reasonsLeft) }))
  .meta({ description: 'Added fields that go nowhere; their values stay on the lead.' });

const ConvertedLead = widerSchema(lead, 'ConvertedLead', { notCarried: NotCarried });

const known = {
  companyId: RecordId.optional().meta({
    description: 'The company that it is already; absent: a new one is made.',
  }),
  contactId: RecordId.optional().meta({
    description: 'The contact that it is already; absent: a new one is made.',
  }),
};

/** What administrators' fields take is known when the request is worked on. */
const AddedValues = z.record(CustomKey, z.custom<FieldValue>()).meta({
  examples: [{ c_region: '华东' }],
  additionalProperties: true,
});

const ConversionPreview = z
  .object({
    records: z.array(
      z.object({
        object: z.enum(convertedInto),
        outcome: z.enum(['made', 'known', 'not made']),
        id: RecordId.optional().meta({ description: 'Of the record that is known.' }),
        fields: z
          .array(z.object({ from: z.string(), to: z.string() }))
          .meta({ description: 'Which field of the lead goes into which field of the record.' }),
        alike: z
          .array(
            z.object({
              field: z.string().meta({ description: 'The field in which they are alike.' }),
              isInTheWay: z.boolean().meta({
                description: 'Whether nothing is made while that record has the value.',
              }),
              id: RecordId.optional(),
              displayName: z.string().optional(),
            }),
          )
          .meta({ description: 'Records that the lead may be about; name one to use it.' }),
      }),
    ),
    notCarried: NotCarried,
    missing: z
      .array(
        z.object({
          object: z.enum(convertedInto),
          field: z.string(),
          place: z.string().meta({
            description: 'Where the conversion takes it.',
            examples: ['values.company.c_region'],
          }),
        }),
      )
      .meta({ description: 'Added fields that what is made needs and the lead does not fill.' }),
  })
  .meta({ id: 'ConversionPreview', description: 'What a conversion would make of a lead.' });

const reached = lead.fields.status.choices
  .map(({ code }) => code)
  .filter((code) => code !== 'converted');

export const leadRoutes = defineRoutes({
  previewConversion: {
    method: 'GET',
    path: '/leads/{leadId}/conversion',
    summary: 'See what converting a lead would make of it, and which fields have to be filled',
    permission: 'lead:update',
    params: paramsOf(lead),
    query: z.strictObject({
      ...known,
      deal: z.enum(['true', 'false']).optional().meta({ description: 'Whether it starts a deal.' }),
    }),
    status: 200,
    response: ConversionPreview,
    errors: ['request.not_found', 'record.state_conflict'],
  },
  convertLead: {
    method: 'POST',
    path: '/leads/{leadId}/convert',
    summary: 'Make a company, a contact and perhaps a deal of a lead',
    permission: 'lead:update',
    params: paramsOf(lead),
    body: z
      .strictObject({
        ...known,
        deal: z
          .strictObject({
            name: line(200),
            closeDate: z.iso.date('Send a day as YYYY-MM-DD.').optional(),
          })
          .optional()
          .meta({ description: 'The deal that it starts; absent: none is made.' }),
        values: z.partialRecord(z.enum(convertedInto), AddedValues).optional().meta({
          description:
            'Values of added fields of what is made; they count more than what the lead has.',
        }),
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
