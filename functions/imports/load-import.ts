import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import type { ImportJob } from '#shared/imports/import-job';
import type { ImportStore } from '#shared/imports/import-store';
import { permits } from '#shared/permissions/policy';

/**
 * Whether somebody may see an import: their own, and all of them for whoever may read the audit.
 * Failed rows show whole cells, also of fields that a role hides.
 */
export function maySee(principal: Principal, job: ImportJob): boolean {
  return job.startedBy === principal.userId || permits(principal, 'audit.read');
}

/** The import, if the principal may see it; throws `request.not_found`. */
export async function loadImport(
  store: Pick<ImportStore, 'get'>,
  principal: Principal,
  importId: string,
): Promise<ImportJob> {
  const job = await store.get(importId);
  if (!job || !maySee(principal, job)) throw new DomainError('request.not_found');
  return job;
}
