import { createHash } from 'node:crypto';
import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import type { FieldRow, Money, RecordValues } from '#shared/objects/field';
import { currenciesOf, rowsOf } from '#shared/objects/rules/order-totals';
import { moneyOf, textOf } from '#shared/objects/rules/values';
import { changeRecord } from '../change-record.ts';
import { claimKey, type KeyedRequest } from '../claim-key.ts';
import type { LoadedRecord } from '../load-record.ts';
import type { RecordDependencies } from '../record-dependencies.ts';
import { stateConflict } from '../state-conflict.ts';

export interface NewPayment {
  /** Negative for money that was given back. */
  readonly amount: Money;
  readonly paidOn: string;
  readonly method?: string | undefined;
  readonly reference?: string | undefined;
}

export interface AddOrderPaymentInput {
  readonly id: string;
  readonly payment: NewPayment;
  readonly request: KeyedRequest;
}

/**
 * Records a payment; what is paid and owed follows. A repeated request (same `Idempotency-Key`) adds
 * nothing. Throws `record.state_conflict` for drafts, cancelled orders and an order without a total,
 * `request.invalid` for another currency or more given back than came in.
 */
export function addOrderPayment(
  dependencies: RecordDependencies,
  principal: Principal,
  { id, payment, request }: AddOrderPaymentInput,
): Promise<LoadedRecord> {
  const object = dependencies.definitions.current('order');
  const paymentId = paymentIdOf(principal, request, dependencies.ids.next());
  return changeRecord(dependencies, principal, {
    object,
    id,
    request: { requestId: request.requestId, ifMatch: undefined },
    touches: ['payments'],
    patchOf: async ({ values }) => {
      await claimKey(dependencies, principal, request);
      const payments = rowsOf(values, 'payments');
      const row: FieldRow = {
        id: paymentId,
        amount: payment.amount,
        paidOn: payment.paidOn,
        ...(payment.method === undefined ? {} : { method: payment.method }),
        ...(payment.reference === undefined ? {} : { reference: payment.reference }),
        recordedBy: principal.userId,
      };
      const earlier = payments.find((each) => each['id'] === paymentId);
      if (earlier) return repeated(earlier, row);
      refuse(values, payment.amount);
      if (payments.length >= 100) throw stateConflict('An order takes at most 100 payments.');
      return { payments: [...payments, row] };
    },
  });
}

function paymentIdOf(
  { userId }: Principal,
  { idempotencyKey }: AddOrderPaymentInput['request'],
  fresh: string,
): string {
  if (idempotencyKey === undefined) return fresh;
  const text = `${userId} ${idempotencyKey}`;
  return createHash('sha256').update(text).digest('base64url').slice(0, 26);
}

function repeated(earlier: FieldRow, row: FieldRow): Record<string, never> {
  const same = (column: string) => JSON.stringify(earlier[column]) === JSON.stringify(row[column]);
  if (['amount', 'paidOn', 'method', 'reference'].every(same)) return {};
  throw new DomainError('request.idempotency_mismatch');
}

function refuse(values: RecordValues, amount: Money): void {
  const status = textOf(values, 'status') ?? 'draft';
  if (status === 'draft' || status === 'cancelled')
    throw stateConflict(`An order in state ${status} takes no payments.`);
  const [currency] = currenciesOf(values);
  if (currency === undefined || !moneyOf(values, 'total'))
    throw stateConflict('An order without a total takes no payments.');
  if (currency !== amount.currency)
    throw invalid('amount.currency', `The order is in ${currency}.`);
  if (amount.amount === 0) throw invalid('amount.amount', 'Send an amount that is not zero.');
  if ((moneyOf(values, 'paid')?.amount ?? 0) + amount.amount < 0)
    throw invalid('amount.amount', 'More cannot be given back than came in.');
}

function invalid(field: string, message: string): DomainError {
  return new DomainError('request.invalid', { fields: [{ field, message }] });
}
