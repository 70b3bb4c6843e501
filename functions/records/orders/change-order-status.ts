import type { Principal } from '#shared/auth/principal';
import { orderMoves } from '#shared/objects/rules/transitions';
import { moneyOf, textOf } from '#shared/objects/rules/values';
import { type ChangeRecordInput, changeRecord } from '../change-record.ts';
import type { LoadedRecord } from '../load-record.ts';
import type { RecordDependencies } from '../record-dependencies.ts';
import { refuseMove, stateConflict } from '../state-conflict.ts';

export interface ChangeOrderStatusInput extends Pick<ChangeRecordInput, 'id' | 'request'> {
  readonly status: string;
  /** Why an order is cancelled. */
  readonly reason: string | undefined;
}

/**
 * Moves an order to another status; the one it has is no move. It is confirmed with a total only, and
 * closed when nothing is owed. Throws `record.state_conflict` otherwise.
 */
export function changeOrderStatus(
  dependencies: RecordDependencies,
  principal: Principal,
  { status, reason, ...input }: ChangeOrderStatusInput,
): Promise<LoadedRecord> {
  return changeRecord(dependencies, principal, {
    ...input,
    object: dependencies.definitions.current('order'),
    touches: ['status'],
    patchOf: ({ values }) => {
      const from = textOf(values, 'status') ?? 'draft';
      if (from === status) return {};
      refuseMove(from, status, orderMoves[from] ?? []);
      const balance = moneyOf(values, 'balance');
      if (status === 'confirmed' && !moneyOf(values, 'total'))
        throw stateConflict('An order is confirmed once it has lines or a total.');
      if (status === 'closed' && balance && balance.amount > 0)
        throw stateConflict('An order is closed once everything is paid.');
      return {
        status,
        cancelReason: status === 'cancelled' && reason !== undefined ? reason : null,
      };
    },
  });
}
