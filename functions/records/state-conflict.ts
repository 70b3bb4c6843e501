import { DomainError } from '#shared/errors/domain-error';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { RecordValues } from '#shared/objects/field';
import { frozenFields } from '#shared/objects/rules/frozen-fields';

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

/** Refuses to change fields that the record's state has frozen. */
export function refuseFrozen(
  object: ObjectDefinition,
  values: RecordValues,
  names: readonly string[],
): void {
  const refused = frozenFields(object, values).filter((name) => names.includes(name));
  if (refused.length === 0) return;
  const state = values[object.frozen?.field ?? ''];
  throw stateConflict(`In state ${state} these cannot be changed: ${refused.join(', ')}.`);
}
