import { DomainError } from '#shared/errors/domain-error';

/** The error for an operation that the record's state does not allow; `detail` says what would. */
export function stateConflict(detail: string): DomainError {
  return new DomainError('record.state_conflict', { detail });
}

/** Refuses a move to a state that cannot be reached from this one. */
export function refuseMove(from: string, to: string, reachable: readonly string[]): void {
  if (reachable.includes(to)) return;
  const ways = reachable.length === 0 ? 'nowhere' : `to ${reachable.join(', ')}`;
  throw stateConflict(`It is in state ${from} and can go ${ways}.`);
}
