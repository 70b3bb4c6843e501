import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import type { RequestFacts } from '#shared/http/call';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { deletionOf } from '#shared/records/changes';
import type { Referrers } from '#shared/records/record-store';
import { loadRecord } from './load-record.ts';
import type { RecordDependencies } from './record-dependencies.ts';

export interface DeleteRecordInput {
  readonly object: ObjectDefinition;
  readonly id: string;
  readonly request: Pick<RequestFacts, 'requestId' | 'ifMatch'>;
}

/**
 * Puts a record into the bin; with `If-Match` only that version. Throws `request.not_found`,
 * `request.forbidden`, `record.version_conflict`, and `record.in_use` while others refer to it.
 */
export async function deleteRecord(
  dependencies: RecordDependencies,
  principal: Principal,
  { object, id, request }: DeleteRecordInput,
): Promise<void> {
  const { store, clock, ids } = dependencies;
  const [{ record }, referrers] = await Promise.all([
    loadRecord(dependencies, principal, 'delete', object, id),
    store.referrers(object, id),
  ]);
  if (request.ifMatch !== undefined && request.ifMatch !== String(record.version))
    throw new DomainError('record.version_conflict');
  const at = clock.now().toISOString();
  const origin = { userId: principal.userId, at, means: 'api', cause: request.requestId } as const;
  const outcome = await store.remove(object, record, deletionOf(ids, origin, record), referrers);
  if (outcome.kind === 'version_conflict') throw new DomainError('record.version_conflict');
  if (outcome.kind === 'in_use') throw inUse(outcome);
}

function inUse({ count, more }: Referrers): DomainError {
  return new DomainError('record.in_use', {
    detail: `${more ? 'More than ' : ''}${count} other record(s) refer to this one; change or delete those first.`,
  });
}
