import * as z from 'zod';
import { memberObjects, memberStatuses } from '#shared/campaigns/member';
import { defineRoutes } from '#shared/http/route';
import { campaign } from '#shared/objects/campaign';
import { contact } from '#shared/objects/contact';
import { moment, words } from '#shared/objects/field-schema';
import { lead } from '#shared/objects/lead';
import { RecordId } from '#shared/objects/record-id';
import { bulkResponse, recordIds } from '../bulk/bulk-result.ts';
import { pageQuery } from '../records/list-query.ts';
import { paramsOf } from '../records/object-routes.ts';

const object = z.enum(memberObjects).meta({ description: 'Of which object the records are.' });
const status = z.enum(memberStatuses).meta({ description: 'Where the member stands.' });

const reference = z.object({ object: z.enum(memberObjects), id: z.string() });

const MemberView = z
  .object({
    campaignId: z.string(),
    object: z.enum(memberObjects),
    recordId: z.string(),
    status: z.enum(memberStatuses),
    version: z.int(),
    addedAt: z.iso.datetime(),
    addedBy: z.string(),
    changedAt: z.iso.datetime(),
    changedBy: z.string(),
    responses: z.array(
      z.object({
        id: z.string(),
        at: z.iso.datetime(),
        note: z.string().optional(),
        by: z.string(),
      }),
    ),
    from: reference
      .optional()
      .meta({ description: 'The record that was merged or converted into this one.' }),
  })
  .meta({ id: 'CampaignMember', description: 'A person in a campaign.' });

const Named = MemberView.extend({ name: z.string() });

const records = { object, ids: recordIds } as const;
const example = { object: 'contact', ids: ['01JD8Y7N9Q4V5W2X3Z6A8B0CDE'] } as const;

const counts = z.object({ count: z.int(), more: z.boolean() });

const Figures = z
  .object({
    members: z.int(),
    byStatus: z.record(z.enum(memberStatuses), z.int()),
    responses: z.int(),
    leads: counts.extend({ converted: z.int().optional() }).optional(),
    deals: counts
      .extend({
        won: z.int().optional(),
        wonAmounts: z.array(z.object({ amount: z.int(), currency: z.string() })).optional(),
      })
      .optional(),
  })
  .meta({
    id: 'CampaignFigures',
    description:
      'Members and responses are counted as they change; leads and deals are those that you may read, among the 1,000 of each that were changed last; `more` says that there are others.',
  });

const ofCampaign = {
  params: paramsOf(campaign),
  errors: ['request.not_found'],
} as const;

export const campaignMemberRoutes = defineRoutes({
  addCampaignMembers: {
    ...ofCampaign,
    method: 'POST',
    path: '/campaigns/{campaignId}/members',
    summary: 'Put contacts or leads into a campaign',
    permission: 'campaign:update',
    body: z
      .strictObject({ ...records, status: z.enum(['planned', 'sent']).default('planned') })
      .meta({ examples: [example] }),
    status: 200,
    response: bulkResponse,
  },
  removeCampaignMembers: {
    ...ofCampaign,
    method: 'POST',
    path: '/campaigns/{campaignId}/member-removals',
    summary: 'Take contacts or leads out of a campaign',
    permission: 'campaign:update',
    body: z.strictObject(records).meta({ examples: [example] }),
    status: 200,
    response: bulkResponse,
  },
  changeMemberStatuses: {
    ...ofCampaign,
    method: 'POST',
    path: '/campaigns/{campaignId}/member-statuses',
    summary: 'Move members of a campaign to another status',
    permission: 'campaign:update',
    body: z
      .strictObject({ ...records, status })
      .meta({ examples: [{ ...example, status: 'sent' }] }),
    status: 200,
    response: bulkResponse,
  },
  addCampaignResponse: {
    method: 'POST',
    path: '/campaigns/{campaignId}/responses',
    summary: 'Note what a member of a campaign answered',
    permission: 'campaign:update',
    params: paramsOf(campaign),
    body: z
      .strictObject({
        object,
        recordId: RecordId,
        at: moment().optional().meta({ description: 'When it came; now if left out.' }),
        note: words(2_000).optional(),
      })
      .meta({
        examples: [
          { object: 'contact', recordId: '01JD8Y7N9Q4V5W2X3Z6A8B0CDE', note: '希望看到样机' },
        ],
      }),
    status: 200,
    response: MemberView,
    errors: [
      'request.not_found',
      'request.idempotency_mismatch',
      'campaign.not_member',
      'record.too_many_writes',
      'record.version_conflict',
    ],
  },
  listCampaignMembers: {
    method: 'GET',
    path: '/campaigns/{campaignId}/members',
    summary: 'List the members of a campaign, last changed first',
    permission: 'campaign:read',
    params: paramsOf(campaign),
    query: pageQuery.extend({ status: status.optional() }),
    status: 200,
    response: z.object({ items: z.array(Named), nextCursor: z.string().optional() }),
    errors: ['request.not_found', 'request.cursor_invalid'],
  },
  readCampaignFigures: {
    ...ofCampaign,
    method: 'GET',
    path: '/campaigns/{campaignId}/figures',
    summary: 'Read what a campaign has come to',
    permission: 'campaign:read',
    status: 200,
    response: Figures,
  },
  listCampaignsOfContact: {
    method: 'GET',
    path: '/contacts/{contactId}/campaigns',
    summary: 'List the campaigns that a contact is in',
    permission: 'contact:read',
    params: paramsOf(contact),
    status: 200,
    response: z.object({ items: z.array(Named) }),
    errors: ['request.not_found'],
  },
  listCampaignsOfLead: {
    method: 'GET',
    path: '/leads/{leadId}/campaigns',
    summary: 'List the campaigns that a lead is in',
    permission: 'lead:read',
    params: paramsOf(lead),
    status: 200,
    response: z.object({ items: z.array(Named) }),
    errors: ['request.not_found'],
  },
});
