import * as z from 'zod';
import { defineRoutes } from '#shared/http/route';
import { line, words } from '#shared/objects/field-schema';
import { RecordId } from '#shared/objects/record-id';
import { recordSchema } from '#shared/objects/record-schema';
import { ticket } from '#shared/objects/ticket';
import { paramsOf } from '../object-routes.ts';

const Ticket = recordSchema(ticket);
const errors = ['request.not_found', 'record.state_conflict', 'record.version_conflict'] as const;

export const ticketRoutes = defineRoutes({
  changeTicketStatus: {
    method: 'POST',
    path: '/tickets/{ticketId}/status',
    summary: 'Open, pause, resolve, close or reopen a ticket',
    permission: 'ticket:update',
    params: paramsOf(ticket),
    body: z
      .strictObject({
        status: z.enum(ticket.fields.status.choices.map(({ code }) => code)),
        resolution: words(32_000).optional(),
      })
      .meta({ examples: [{ status: 'resolved', resolution: '已更换主板。' }] }),
    status: 200,
    response: Ticket,
    errors,
  },
  respondToTicket: {
    method: 'POST',
    path: '/tickets/{ticketId}/respond',
    summary: 'Note that the customer was answered for the first time',
    permission: 'ticket:update',
    params: paramsOf(ticket),
    status: 200,
    response: Ticket,
    errors: ['request.not_found', 'record.version_conflict'],
  },
  escalateTicket: {
    method: 'POST',
    path: '/tickets/{ticketId}/escalate',
    summary: 'Raise a ticket’s level and priority, and hand it over if need be',
    permission: 'ticket:update',
    params: paramsOf(ticket),
    body: z
      .strictObject({
        reason: line(200),
        ownerId: RecordId.optional(),
      })
      .meta({ examples: [{ reason: '客户的生产线停了' }] }),
    status: 200,
    response: Ticket,
    errors: [...errors, 'record.reference_missing'],
  },
});
