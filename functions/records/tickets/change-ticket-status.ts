import type { Principal } from '#shared/auth/principal';
import { ticketMoves } from '#shared/objects/rules/transitions';
import { textOf } from '#shared/objects/rules/values';
import { type ChangeRecordInput, changeRecord } from '../change-record.ts';
import type { LoadedRecord } from '../load-record.ts';
import type { RecordDependencies } from '../record-dependencies.ts';
import { refuseMove } from '../state-conflict.ts';

export interface ChangeTicketStatusInput extends Pick<ChangeRecordInput, 'id' | 'request'> {
  readonly status: string;
  /** What helped, for a ticket that is resolved. */
  readonly resolution: string | undefined;
}

/**
 * Moves a ticket to another status; the one it has is no move. While it waits for the customer, is
 * resolved or closed its clock stands still. Throws `record.state_conflict` for a way that there is not.
 */
export function changeTicketStatus(
  dependencies: RecordDependencies,
  principal: Principal,
  { status, resolution, ...input }: ChangeTicketStatusInput,
): Promise<LoadedRecord> {
  return changeRecord(dependencies, principal, {
    ...input,
    object: dependencies.definitions.current('ticket'),
    touches: ['status'],
    patchOf: ({ values }) => {
      const from = textOf(values, 'status') ?? 'new';
      if (from === status) return {};
      refuseMove(from, status, ticketMoves[from] ?? []);
      return { status, ...(resolution === undefined ? {} : { resolution }) };
    },
  });
}
