import type { RequestFacts, RouteHandlers } from '#shared/http/call';
import type { ObjectName } from '#shared/objects/names';
import { type Caller, policyFor } from '#shared/permissions/policy';
import { viewOf } from '#shared/records/field-rules';
import { changeDealStage } from './deals/change-deal-stage.ts';
import { changeLeadStatus } from './leads/change-lead-status.ts';
import { convertLead } from './leads/convert-lead.ts';
import { previewConversion } from './leads/preview-conversion.ts';
import type { LoadedRecord } from './load-record.ts';
import { addOrderPayment } from './orders/add-order-payment.ts';
import { changeOrderStatus } from './orders/change-order-status.ts';
import type { RecordDependencies } from './record-dependencies.ts';
import type { specialRoutes } from './routes.ts';
import { changeTicketStatus } from './tickets/change-ticket-status.ts';
import { escalateTicket } from './tickets/escalate-ticket.ts';
import { respondToTicket } from './tickets/respond-to-ticket.ts';

interface Asked {
  readonly principal: Caller;
  readonly request: Pick<RequestFacts, 'requestId' | 'sourceIp'>;
}

/** Ties what only one object can do to its use case; each answers with the record as the caller sees it. */
export function specialHandlers(
  dependencies: RecordDependencies,
): RouteHandlers<typeof specialRoutes> {
  const answer = async (
    name: ObjectName,
    { principal, request }: Asked,
    { record, share }: LoadedRecord,
  ) => {
    const object = dependencies.definitions.current(name);
    const body = viewOf(policyFor(principal), object, record, share?.level);
    await dependencies.reads.note(principal.userId, object, [body], request);
    return { body, version: record.version };
  };
  return {
    previewConversion: async ({ principal, params, query: { companyId, contactId, deal } }) => {
      const asked = { id: idOf(params), companyId, contactId, hasDeal: deal === 'true' };
      const { records, left, missing } = await previewConversion(dependencies, principal, asked);
      const body = {
        records: records.map((each) => ({
          ...each,
          fields: [...each.fields],
          alike: [...each.alike],
        })),
        notCarried: [...left],
        missing: [...missing],
      };
      return { body };
    },
    convertLead: async ({ principal, params, body, request }) => {
      const { companyId, contactId, deal, values = {} } = body;
      const input = { id: idOf(params), companyId, contactId, deal, values, request };
      const converted = await convertLead(dependencies, principal, input);
      const { body: lead, version } = await answer('lead', { principal, request }, converted);
      return { body: { ...lead, notCarried: [...converted.left] }, version };
    },
    changeLeadStatus: async ({ principal, params, body, request }) => {
      const input = { id: idOf(params), status: body.status, reason: body.reason, request };
      return answer(
        'lead',
        { principal, request },
        await changeLeadStatus(dependencies, principal, input),
      );
    },
    changeDealStage: async ({ principal, params, body, request }) => {
      const input = { id: idOf(params), stage: body.stage, reason: body.reason, request };
      return answer(
        'deal',
        { principal, request },
        await changeDealStage(dependencies, principal, input),
      );
    },
    changeOrderStatus: async ({ principal, params, body, request }) => {
      const input = { id: idOf(params), status: body.status, reason: body.reason, request };
      return answer(
        'order',
        { principal, request },
        await changeOrderStatus(dependencies, principal, input),
      );
    },
    addOrderPayment: async ({ principal, params, body, request }) => {
      const input = { id: idOf(params), payment: body, request };
      return answer(
        'order',
        { principal, request },
        await addOrderPayment(dependencies, principal, input),
      );
    },
    changeTicketStatus: async ({ principal, params, body, request }) => {
      const { status, resolution } = body;
      const input = { id: idOf(params), status, resolution, request };
      return answer(
        'ticket',
        { principal, request },
        await changeTicketStatus(dependencies, principal, input),
      );
    },
    respondToTicket: async ({ principal, params, request }) => {
      const input = { id: idOf(params), request };
      return answer(
        'ticket',
        { principal, request },
        await respondToTicket(dependencies, principal, input),
      );
    },
    escalateTicket: async ({ principal, params, body, request }) => {
      const { reason, ownerId } = body;
      const input = { id: idOf(params), reason, ownerId, request };
      return answer(
        'ticket',
        { principal, request },
        await escalateTicket(dependencies, principal, input),
      );
    },
  };
}

/** The id in a path with one parameter. */
function idOf(params: Readonly<Record<string, string>>): string {
  return Object.values(params)[0] ?? '';
}
