import type { Principal } from '#shared/auth/principal';
import { priorities } from '#shared/objects/priorities';
import { numberOf, textOf } from '#shared/objects/rules/values';
import { type ChangeRecordInput, changeRecord } from '../change-record.ts';
import type { LoadedRecord } from '../load-record.ts';
import type { RecordDependencies } from '../record-dependencies.ts';
import { stateConflict } from '../state-conflict.ts';

export interface EscalateTicketInput extends Pick<ChangeRecordInput, 'id' | 'request'> {
  readonly reason: string;
  /** Who looks after it from now on. */
  readonly ownerId: string | undefined;
}

/** How far a ticket can be escalated. */
const highest = 3;

const steps: readonly string[] = priorities;

/**
 * Raises a ticket's escalation level and its priority by one step, and hands it to somebody else if
 * one is named. Throws `record.state_conflict` at the highest level and for closed tickets.
 */
export function escalateTicket(
  dependencies: RecordDependencies,
  principal: Principal,
  { reason, ownerId, ...input }: EscalateTicketInput,
): Promise<LoadedRecord> {
  return changeRecord(dependencies, principal, {
    ...input,
    object: dependencies.definitions.current('ticket'),
    touches: ['priority', ...(ownerId === undefined ? [] : ['ownerId'])],
    patchOf: ({ values }) => {
      const status = textOf(values, 'status');
      if (status === 'resolved' || status === 'closed')
        throw stateConflict(`A ticket in state ${status} is not escalated.`);
      const level = numberOf(values, 'escalation') ?? 0;
      if (level >= highest) throw stateConflict('The ticket has the highest level already.');
      const step = steps.indexOf(textOf(values, 'priority') ?? '');
      return {
        escalation: level + 1,
        escalationReason: reason,
        priority: steps[step + 1] ?? 'urgent',
        ...(ownerId === undefined ? {} : { ownerId }),
      };
    },
  });
}
