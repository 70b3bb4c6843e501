import * as z from 'zod';
import { defineRoutes } from '#shared/http/route';
import { line } from '#shared/objects/field-schema';
import { order } from '#shared/objects/order';
import { recordSchema } from '#shared/objects/record-schema';
import { paramsOf } from '../object-routes.ts';

const Order = recordSchema(order);

export const orderRoutes = defineRoutes({
  changeOrderStatus: {
    method: 'POST',
    path: '/orders/{orderId}/status',
    summary: 'Confirm, fulfil, close, cancel or reopen an order',
    permission: 'order:update',
    params: paramsOf(order),
    body: z
      .strictObject({
        status: z.enum(order.fields.status.choices.map(({ code }) => code)),
        reason: line(200).optional(),
      })
      .meta({ examples: [{ status: 'confirmed' }] }),
    status: 200,
    response: Order,
    errors: ['request.not_found', 'record.state_conflict', 'record.version_conflict'],
  },
  addOrderPayment: {
    method: 'POST',
    path: '/orders/{orderId}/payments',
    summary: 'Record a payment for an order',
    permission: 'order:update',
    params: paramsOf(order),
    body: z
      .strictObject({
        amount: z.strictObject({
          amount: z.int(),
          currency: z.string().regex(/^[A-Z]{3}$/, 'Send a currency code such as CNY.'),
        }),
        paidOn: z.iso.date('Send a day as YYYY-MM-DD.'),
        method: line(60).optional(),
        reference: line(120).optional(),
      })
      .meta({
        examples: [
          {
            amount: { amount: 5_000_000, currency: 'CNY' },
            paidOn: '2026-03-10',
            method: '银行转账',
          },
        ],
      }),
    status: 200,
    response: Order,
    errors: [
      'request.not_found',
      'request.idempotency_mismatch',
      'record.state_conflict',
      'record.version_conflict',
    ],
  },
});
