import type { Principal } from '#shared/auth/principal';
import { createDynamoMembers } from '#shared/campaigns/dynamo-members';
import { apiHandler } from '#shared/http/api-handler';
import type { RequestFacts } from '#shared/http/call';
import { createLog } from '#shared/observability/logger';
import { permits } from '#shared/permissions/policy';
import { createDynamoBulkRecordStore } from '#shared/records/dynamo-bulk-record-store';
import type { Origin } from '#shared/records/record';
import { readEnvironment } from '../define-function.ts';
import { loadRecord } from '../records/load-record.ts';
import { openRecords } from '../records/open-records.ts';
import { addMembers } from './add-members.ts';
import { addResponse } from './add-response.ts';
import { campaignFigures } from './campaign-figures.ts';
import { changeMemberStatuses } from './change-member-statuses.ts';
import { campaignMembersFunction } from './function.ts';
import { listCampaignsOf } from './list-campaigns-of.ts';
import { listMembers } from './list-members.ts';
import type { MemberDependencies } from './member-dependencies.ts';
import { memberView } from './member-view.ts';
import { removeMembers } from './remove-members.ts';
import { campaignMemberRoutes } from './routes.ts';

const environment = readEnvironment(campaignMembersFunction);
const { dependencies: records, gate, documents } = openRecords(environment);
const dependencies: MemberDependencies = {
  ...records,
  members: createDynamoMembers(documents, environment.RECORDS_TABLE),
  bulk: createDynamoBulkRecordStore(documents, environment.RECORDS_TABLE),
};

/** The campaign, if the caller may do this to it; its id goes on. */
async function campaignOf(
  principal: Principal,
  action: 'read' | 'update',
  params: Readonly<Record<string, string>>,
): Promise<string> {
  const id = idOf(params);
  const campaign = dependencies.definitions.current('campaign');
  await loadRecord(dependencies, principal, action, campaign, id);
  return id;
}

function idOf(params: Readonly<Record<string, string>>): string {
  return Object.values(params)[0] ?? '';
}

function originOf({ userId }: Principal, { requestId }: RequestFacts): Origin {
  return { userId, at: dependencies.clock.now().toISOString(), means: 'api', cause: requestId };
}

export const handler = apiHandler(
  campaignMemberRoutes,
  {
    addCampaignMembers: async ({ principal, params, body, request }) => {
      const campaignId = await campaignOf(principal, 'update', params);
      const origin = originOf(principal, request);
      return { body: await addMembers(dependencies, principal, origin, { ...body, campaignId }) };
    },
    removeCampaignMembers: async ({ principal, params, body, request }) => {
      const campaignId = await campaignOf(principal, 'update', params);
      const origin = originOf(principal, request);
      const input = { ...body, campaignId };
      return { body: await removeMembers(dependencies, principal, origin, input) };
    },
    changeMemberStatuses: async ({ principal, params, body, request }) => {
      const campaignId = await campaignOf(principal, 'update', params);
      const origin = originOf(principal, request);
      const input = { ...body, campaignId };
      return { body: await changeMemberStatuses(dependencies, principal, origin, input) };
    },
    addCampaignResponse: async ({ principal, params, body, request }) => {
      const campaignId = await campaignOf(principal, 'update', params);
      const { object, recordId, at, note } = body;
      const input = { campaignId, object, recordId, at, note, request };
      const origin = originOf(principal, request);
      return { body: memberView(await addResponse(dependencies, principal, origin, input)) };
    },
    listCampaignMembers: async ({ principal, params, query: { status, limit, cursor } }) => {
      const campaignId = await campaignOf(principal, 'read', params);
      const input = { campaignId, status, limit, cursor };
      return { body: await listMembers(dependencies, principal, input) };
    },
    readCampaignFigures: async ({ principal, params }) => {
      const campaignId = await campaignOf(principal, 'read', params);
      return { body: await campaignFigures(dependencies, principal, campaignId) };
    },
    listCampaignsOfContact: async ({ principal, params }) => ({
      body: await listCampaignsOf(dependencies, principal, 'contact', idOf(params)),
    }),
    listCampaignsOfLead: async ({ principal, params }) => ({
      body: await listCampaignsOf(dependencies, principal, 'lead', idOf(params)),
    }),
  },
  {
    gate,
    permits,
    appOrigin: environment.APP_ORIGIN,
    log: createLog('campaign-members'),
  },
);
