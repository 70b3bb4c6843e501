import type { Principal } from '#shared/auth/principal';
import { textOf } from '#shared/objects/rules/values';
import { type ChangeRecordInput, changeRecord } from '../change-record.ts';
import type { LoadedRecord } from '../load-record.ts';
import type { RecordDependencies } from '../record-dependencies.ts';

/**
 * Notes that the customer was answered: the first time stops the clock of the first response, and a
 * new ticket is open from then on. Repeating it changes nothing.
 */
export function respondToTicket(
  dependencies: RecordDependencies,
  principal: Principal,
  input: Pick<ChangeRecordInput, 'id' | 'request'>,
): Promise<LoadedRecord> {
  const at = dependencies.clock.now().toISOString();
  return changeRecord(dependencies, principal, {
    ...input,
    object: dependencies.definitions.current('ticket'),
    touches: ['status'],
    patchOf: ({ values }) => {
      if (values['firstRespondedAt'] !== undefined) return {};
      const isNew = (textOf(values, 'status') ?? 'new') === 'new';
      return { firstRespondedAt: at, ...(isNew ? { status: 'open' } : {}) };
    },
  });
}
