import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import type { ExportJob } from '#shared/exports/export-job';
import type { ExportStore } from '#shared/exports/export-store';

type Caller = Pick<Principal, 'userId'>;

/** An export of the caller's own. Throws `request.not_found`. */
export async function ownExport(
  store: Pick<ExportStore, 'find'>,
  { userId }: Caller,
  exportId: string,
): Promise<ExportJob> {
  const job = await store.find(exportId);
  if (job?.startedBy !== userId) throw new DomainError('request.not_found');
  return job;
}

/** Stops an export; the worker notices between two pages. Throws `export.state_conflict` once it has ended. */
export async function cancelExport(
  store: ExportStore,
  caller: Caller,
  exportId: string,
  at: string,
): Promise<ExportJob> {
  await ownExport(store, caller, exportId);
  const change = { state: 'cancelled', endedAt: at } as const;
  const cancelled = await store.change(exportId, ['queued', 'running'], change);
  if (!cancelled) throw new DomainError('export.state_conflict');
  return cancelled;
}
