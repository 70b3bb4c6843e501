import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import type { RequestFacts } from '#shared/http/call';
import type { IdempotentRequest } from '#shared/records/record-store';
import type { RecordDependencies } from './record-dependencies.ts';

export type KeyedRequest = Pick<
  RequestFacts,
  'requestId' | 'operation' | 'idempotencyKey' | 'requestHash'
>;

/** What a request's `Idempotency-Key` stands for; undefined without one. */
export function keyedBy(
  { userId }: Pick<Principal, 'userId'>,
  { operation, idempotencyKey: key, requestHash }: KeyedRequest,
): IdempotentRequest | undefined {
  return key === undefined ? undefined : { key, userId, operation, requestHash };
}

/**
 * Holds the request's `Idempotency-Key`, if it has one, for this request of this person. Throws
 * `request.idempotency_mismatch` where another one came with it.
 */
export async function claimKey(
  { store, clock }: Pick<RecordDependencies, 'store' | 'clock'>,
  principal: Pick<Principal, 'userId'>,
  request: KeyedRequest,
): Promise<void> {
  const keyed = keyedBy(principal, request);
  if (keyed && !(await store.claim(keyed, clock.now().toISOString())))
    throw new DomainError('request.idempotency_mismatch');
}
