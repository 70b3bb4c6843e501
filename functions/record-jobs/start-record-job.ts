import { createHash } from 'node:crypto';
import type { Principal } from '#shared/auth/principal';
import type { Clock } from '#shared/domain/clock';
import type { IdSource } from '#shared/domain/ids';
import { DomainError } from '#shared/errors/domain-error';
import type { RequestFacts } from '#shared/http/call';
import type { Definitions } from '#shared/objects/definitions';
import { policyFor } from '#shared/permissions/policy';
import type { RecordJob, RecordWork } from '#shared/record-jobs/record-job';
import type { RecordJobQueue, RecordJobStore } from '#shared/record-jobs/record-job-store';
import { faultsOfList } from '../records/list-faults.ts';
import { refuseUnlessTags } from './list-tags.ts';

export interface StartJobNeeds {
  readonly jobs: Pick<RecordJobStore, 'create' | 'find'>;
  readonly queue: RecordJobQueue;
  readonly definitions: Definitions;
  readonly clock: Clock;
  readonly ids: IdSource;
}

export interface StartJobInput {
  readonly work: RecordWork;
  readonly filters: Readonly<Record<string, string>>;
  readonly request: Pick<RequestFacts, 'idempotencyKey' | 'operation' | 'requestHash'>;
}

/**
 * Starts work on a whole list. Sent again under the same `Idempotency-Key` it is the same job. Throws
 * `request.idempotency_mismatch`, `request.invalid` for filters that the list does not have, and
 * `request.forbidden` for a tag that the caller may not change on all records: half a rename would leave
 * two tags where one was.
 */
export async function startRecordJob(
  { jobs, queue, definitions, clock, ids }: StartJobNeeds,
  principal: Principal,
  { work, filters, request }: StartJobInput,
): Promise<RecordJob> {
  refuse(definitions, principal, work, filters);
  const { idempotencyKey, requestHash } = request;
  const job: RecordJob = {
    schemaVersion: 1,
    id: idFor(principal, request) ?? ids.next(),
    work,
    filters: { ...filters },
    startedBy: principal.userId,
    ...(idempotencyKey === undefined ? {} : { requestHash }),
    state: 'queued',
    ...{ looked: 0, changed: 0, refused: 0, pass: 'first' },
    createdAt: clock.now().toISOString(),
  };
  await jobs.create(job);
  const kept = (await jobs.find(job.id)) ?? job;
  if (kept.requestHash !== job.requestHash) throw new DomainError('request.idempotency_mismatch');
  await queue.send(job.id);
  return kept;
}

/** The same key from the same person for the same operation is the same job. */
function idFor(
  { userId }: Principal,
  { idempotencyKey: key, operation }: StartJobInput['request'],
): string | undefined {
  if (key === undefined) return undefined;
  const text = JSON.stringify([userId, operation, key]);
  return createHash('sha256').update(text).digest('hex').slice(0, 26);
}

function refuse(
  definitions: Definitions,
  principal: Principal,
  work: RecordWork,
  filters: StartJobInput['filters'],
): void {
  const policy = policyFor(principal);
  const { object } = work;
  if (work.kind === 'add-members') {
    if (!policy.can('read', object)) throw new DomainError('request.forbidden');
    const fields = faultsOfList(policy, definitions.current(object), { filters });
    if (fields.length > 0) throw new DomainError('request.invalid', { fields });
    return;
  }
  if (policy.scope('update', object) !== 'all' || policy.scope('read', object) !== 'all')
    throw new DomainError('request.forbidden', {
      detail: 'Only whoever may change all of these records changes a tag on all of them.',
    });
  refuseUnlessTags(definitions, principal, object, work.field);
  if (!policy.canField('update', object, work.field)) throw new DomainError('request.forbidden');
}
