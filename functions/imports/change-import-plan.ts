import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import type { ImportJob, Reading } from '#shared/imports/import-job';
import type { ImportOptions } from '#shared/imports/import-options';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { ObjectName } from '#shared/objects/names';
import { policyFor } from '#shared/permissions/policy';
import { seenBy } from '#shared/permissions/seen-by';
import { checkOptions } from './check-options.ts';
import type { ImportDependencies } from './import-dependencies.ts';
import { loadImport } from './load-import.ts';

export interface PlanChanges {
  readonly object?: ObjectName | undefined;
  readonly mapping?: string | undefined;
  readonly reading?: Reading | undefined;
  readonly options?: ImportOptions | undefined;
}

/**
 * Says how a file is to be read and imported; what is left out stays. The plan is made anew and then
 * waits for its start. Throws `request.not_found`, `request.invalid` for columns or options that do
 * not fit the object, `import.state_conflict`.
 */
export async function changeImportPlan(
  {
    store,
    planQueue,
    definitions,
  }: Pick<ImportDependencies, 'store' | 'planQueue' | 'definitions'>,
  principal: Principal,
  importId: string,
  changes: PlanChanges,
): Promise<ImportJob> {
  const job = await loadImport(store, principal, importId);
  if (job.state !== 'planned' && job.state !== 'needs_mapping') throw waitsForNobody();
  const object = changes.object ?? job.object;
  const described = object && seenBy(policyFor(principal), definitions.current(object));
  if (described) checkColumns(described, changes.reading);
  if (described && changes.options) checkOptions(described, changes.options);
  const { columns, ...how } = { ...job.reading, ...changes.reading };
  const conventions = { ...job.reading?.conventions, ...changes.reading?.conventions };
  // Columns chosen for another object mean nothing for this one.
  const kept = changes.reading?.columns ?? (object === job.object ? columns : undefined);
  const changed = await store.move(job.id, 'uploaded', {
    ...(object ? { object } : {}),
    ...(changes.mapping === undefined ? {} : { mapping: changes.mapping }),
    ...(changes.options ? { options: changes.options } : {}),
    reading: { ...how, conventions, ...(kept ? { columns: kept } : {}) },
    review: true,
  });
  if (!changed) throw waitsForNobody();
  await planQueue.planAgain(job.id);
  return changed;
}

function waitsForNobody(): DomainError {
  return new DomainError('import.state_conflict', {
    detail: 'Only a plan that waits for its start can be changed.',
  });
}

function checkColumns(object: ObjectDefinition, reading: Reading | undefined): void {
  const faults = (reading?.columns ?? []).flatMap(({ use }, at) =>
    use.kind === 'field' && !Object.hasOwn(object.fields, use.field)
      ? [{ field: `reading.columns.${at}.use.field`, message: 'There is no such field.' }]
      : [],
  );
  if (faults.length > 0) throw new DomainError('request.invalid', { fields: faults });
}
