import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import type { RequestFacts } from '#shared/http/call';
import type { RecordDependencies } from './record-dependencies.ts';

export type KeyedRequest = Pick<
  RequestFacts,
  'requestId' | 'operation' | 'idempotencyKey' | 'requestHash'
>;

/**
 * Holds the request's `Idempotency-Key`, if it has one, for this request of this person. Throws
 * `request.idempotency_mismatch` where another one came with it.
 */
export async function claimKey(
  { store, clock }: Pick<RecordDependencies, 'store' | 'clock'>,
  { userId }: Pick<Principal, 'userId'>,
  { operation, idempotencyKey: key, requestHash }: KeyedRequest,
): Promise<void> {
  if (key === undefined) return;
  const at = clock.now().toISOString();
  if (!(await store.claim({ key, userId, operation, requestHash }, at)))
    throw new DomainError('request.idempotency_mismatch');
}
