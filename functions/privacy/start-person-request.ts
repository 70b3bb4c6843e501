import type { AuditWriter } from '#shared/audit/audit-log';
import type { Principal } from '#shared/auth/principal';
import type { JobQueue } from '#shared/data/sqs-job-queue';
import type { Clock } from '#shared/domain/clock';
import type { IdSource } from '#shared/domain/ids';
import { DomainError } from '#shared/errors/domain-error';
import {
  noReceipt,
  type PersonRequest,
  type PersonRequestMessage,
  type Subject,
} from '#shared/privacy/person-request';
import type { PersonRequestStore } from '#shared/privacy/person-request-store';
import type { RecordStore } from '#shared/records/record-store';
import { anyRecord } from './find-person.ts';

/** Seconds after which the queue looks for a request whose own message got lost. */
const watchAfter = 60;

export interface StartNeeds {
  readonly store: Pick<RecordStore, 'get' | 'getBinned'>;
  readonly requests: PersonRequestStore;
  readonly queue: JobQueue<PersonRequestMessage>;
  readonly audit: AuditWriter;
  readonly clock: Clock;
  readonly ids: IdSource;
}

export interface StartInput {
  readonly kind: PersonRequest['kind'];
  readonly subjects: readonly Subject[];
  readonly reason: string;
  readonly requestId: string;
  readonly sourceIp: string | undefined;
}

/**
 * Starts an export or an erasure of one person's data and notes in the audit who asked for it and
 * why. Throws `request.not_found` where one of the records is not there.
 */
export async function startPersonRequest(
  needs: StartNeeds,
  { userId }: Pick<Principal, 'userId'>,
  { kind, subjects, reason, requestId, sourceIp }: StartInput,
): Promise<PersonRequest> {
  const { requests, queue, audit, clock, ids } = needs;
  for (const subject of subjects)
    if (!(await anyRecord(needs, subject))) throw new DomainError('request.not_found');
  const at = clock.now().toISOString();
  const request: PersonRequest = {
    id: ids.next(),
    kind,
    state: 'queued',
    subjects: [...subjects],
    reason,
    startedBy: userId,
    createdAt: at,
    version: 1,
    step: 'collect',
    linked: [],
    importIds: [],
    receipt: noReceipt,
  };
  const message = { requestId: request.id };
  await audit.note({
    id: request.id,
    at,
    by: userId,
    action: kind === 'export' ? 'exported' : 'erased',
    subject: subjects[0]?.object ?? 'contact',
    subjectIds: subjects.map(({ id }) => id),
    fields: [],
    means: 'api',
    cause: requestId,
    sourceIp,
  });
  await queue.send(message, watchAfter);
  await requests.create(request);
  await queue.send(message);
  return request;
}
