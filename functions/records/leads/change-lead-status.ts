import type { Principal } from '#shared/auth/principal';
import { lead } from '#shared/objects/lead';
import { leadMoves } from '#shared/objects/rules/transitions';
import { textOf } from '#shared/objects/rules/values';
import { type ChangeRecordInput, changeRecord } from '../change-record.ts';
import type { LoadedRecord } from '../load-record.ts';
import type { RecordDependencies } from '../record-dependencies.ts';
import { refuseMove } from '../state-conflict.ts';

export interface ChangeLeadStatusInput extends Pick<ChangeRecordInput, 'id' | 'request'> {
  readonly status: string;
  /** Why a lead is disqualified. */
  readonly reason: string | undefined;
}

/**
 * Moves a lead to another status; the one it has is no move. Only a conversion makes it `converted`.
 * Throws `record.state_conflict` for a way that there is not.
 */
export function changeLeadStatus(
  dependencies: RecordDependencies,
  principal: Principal,
  { status, reason, ...input }: ChangeLeadStatusInput,
): Promise<LoadedRecord> {
  return changeRecord(dependencies, principal, {
    ...input,
    object: dependencies.definitions.current(lead.name),
    touches: ['status'],
    patchOf: ({ values }) => {
      const from = textOf(values, 'status') ?? 'new';
      if (from === status) return {};
      refuseMove(from, status, leadMoves[from] ?? []);
      return {
        status,
        disqualifiedReason: status === 'disqualified' && reason !== undefined ? reason : null,
      };
    },
  });
}
