import type { AuditWriter } from '#shared/audit/audit-log';
import type { Principal } from '#shared/auth/principal';
import type { Clock } from '#shared/domain/clock';
import type { IdSource } from '#shared/domain/ids';
import type { FieldFault } from '#shared/errors/codes';
import { DomainError } from '#shared/errors/domain-error';
import { exportableColumns, usualColumns } from '#shared/exports/export-columns';
import type { ExportJob } from '#shared/exports/export-job';
import type { ExportQueue, ExportStore } from '#shared/exports/export-store';
import type { RequestFacts } from '#shared/http/call';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { type Policy, policyFor } from '#shared/permissions/policy';
import { faultsOfList } from '../records/list-faults.ts';
import type { NewExport } from './routes.ts';

export interface StartExportInput {
  readonly object: ObjectDefinition;
  readonly asked: NewExport;
  readonly request: Pick<RequestFacts, 'requestId' | 'sourceIp'>;
}

export interface StartExportDependencies {
  readonly store: ExportStore;
  readonly queue: ExportQueue;
  readonly audit: AuditWriter;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/**
 * Starts an export of a list as its caller sees it; the audit has it before anything is written. Throws `request.invalid` for a filter, an order or
 * a column that is not there, or that the role may not see.
 */
export async function startExport(
  { store, queue, audit, clock, ids }: StartExportDependencies,
  principal: Principal,
  { object, asked, request }: StartExportInput,
): Promise<ExportJob> {
  const policy = policyFor(principal);
  const faults = [
    ...faultsOfList(policy, object, asked),
    ...columnFaults(policy, object, asked.columns ?? []),
  ];
  if (faults.length > 0) throw new DomainError('request.invalid', { fields: faults });
  const job: ExportJob = {
    schemaVersion: 1,
    id: ids.next(),
    object: object.name,
    format: asked.format,
    filters: asked.filters,
    ...(asked.sort === undefined ? {} : { sort: asked.sort }),
    columns: asked.columns ?? usualColumns(policy, object),
    locale: principal.locale,
    startedBy: principal.userId,
    state: 'queued',
    rows: 0,
    createdAt: clock.now().toISOString(),
  };
  await audit.note({
    ...{ id: job.id, at: job.createdAt, by: job.startedBy, action: 'exported' },
    ...{ subject: object.name, subjectIds: [], fields: job.columns, means: 'api' },
    ...{ cause: request.requestId, sourceIp: request.sourceIp },
  });
  await store.create(job);
  await queue.send(job.id);
  return job;
}

function columnFaults(
  policy: Policy,
  object: ObjectDefinition,
  columns: readonly string[],
): FieldFault[] {
  const known = exportableColumns(policy, object);
  return columns.flatMap((name, at) =>
    known.includes(name)
      ? []
      : [{ field: `columns.${at}`, message: 'There is no such column for you to export.' }],
  );
}
