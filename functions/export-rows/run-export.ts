import type { Readable } from 'node:stream';
import type { Directory } from '#shared/auth/directory';
import type { Clock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';
import { cellText, isNumeric } from '#shared/exports/cell-text';
import { columnTitle, exportableColumns } from '#shared/exports/export-columns';
import { type ExportJob, exportFileKey } from '#shared/exports/export-job';
import type { ExportStore } from '#shared/exports/export-store';
import { writeCsv } from '#shared/exports/write-csv-file';
import { type Cell, mostSheetRows, writeXlsx } from '#shared/exports/write-xlsx';
import type { Starters } from '#shared/imports/system-principal';
import type { Definitions } from '#shared/objects/definitions';
import { type Caller, policyFor } from '#shared/permissions/policy';
import { factsOf, viewOf } from '#shared/records/field-rules';
import type { StoredRecord } from '#shared/records/record';

/** Where the file goes; gives its size in bytes. */
export interface ExportFiles {
  upload(key: string, body: Readable): Promise<number>;
}

/** All records that match, page by page, as the caller may list them. */
export type ListedPages = (
  caller: Caller,
  job: Pick<ExportJob, 'object' | 'filters' | 'sort'>,
) => AsyncIterable<readonly StoredRecord[]>;

export interface RunExportNeeds {
  readonly store: ExportStore;
  readonly files: ExportFiles;
  readonly pages: ListedPages;
  readonly starters: Starters;
  readonly directory: Pick<Directory, 'find'>;
  readonly definitions: Definitions;
  readonly clock: Clock;
}

/** Thrown to stop in the middle: somebody cancelled, or the starter lost the right. */
class Stopped extends Error {}

/**
 * Writes an export's file with the rights that its starter has now, and ends the job. Delivered
 * again, it starts over under the same key, unless it has ended.
 */
export async function runExport(needs: RunExportNeeds, exportId: string): Promise<void> {
  const { store, starters, clock } = needs;
  const job = await store.change(exportId, ['queued', 'running'], { state: 'running', rows: 0 });
  if (!job) return;
  const end = (change: Parameters<ExportStore['change']>[2]) =>
    store.change(exportId, ['running'], { endedAt: clock.now().toISOString(), ...change });
  const caller = await starters.find(job.startedBy);
  if (!caller || !policyFor(caller).can('export', job.object)) {
    await end({ state: 'failed', problem: 'not_permitted' });
    return;
  }
  let rows = 0;
  const counted = rowsOf(needs, caller, job, (count) => {
    rows = count;
  });
  const body =
    job.format === 'csv' ? writeCsv(counted) : writeXlsx(counted, new Date(job.createdAt));
  try {
    const bytes = await needs.files.upload(exportFileKey(job), body);
    await end({ state: 'finished', rows, bytes });
  } catch (error) {
    if (error instanceof Stopped) return;
    if (!(error instanceof DomainError) || error.code !== 'export.too_many_rows') throw error;
    await end({ state: 'failed', problem: 'too_many_rows', rows });
  }
}

async function* rowsOf(
  { store, pages, starters, directory, definitions }: RunExportNeeds,
  caller: Caller,
  job: ExportJob,
  onRows: (count: number) => void,
): AsyncGenerator<readonly Cell[]> {
  const object = definitions.current(job.object);
  const { locale, columns } = job;
  const people = new Map<string, string>();
  const personName = (userId: string) => people.get(userId) ?? userId;
  let policy = policyFor(caller);
  const allowed = new Set(exportableColumns(policy, object));
  const shown = columns.filter((name) => allowed.has(name));
  yield shown.map((name) => columnTitle(object, name, locale));
  let count = 0;
  for await (const page of pages(caller, job)) {
    for (const { values } of page)
      for (const name of shown) {
        const value = values[name];
        if (object.fields[name]?.kind !== 'user' || typeof value !== 'string') continue;
        if (!people.has(value)) people.set(value, (await directory.find(value))?.email ?? value);
      }
    for (const record of page) {
      if (!policy.can('export', object.name, factsOf(record))) continue;
      count += 1;
      if (job.format === 'xlsx' && count >= mostSheetRows)
        throw new DomainError('export.too_many_rows');
      const view: Readonly<Record<string, unknown>> = viewOf(policy, object, record);
      yield shown.map((name) => {
        const field = object.fields[name];
        if (field && !policy.canField('export', object.name, name, factsOf(record))) return '';
        const value = record.values[name];
        if (name in view && isNumeric(field, value)) return value;
        return cellText(field, view[name], { locale, personName });
      });
    }
    onRows(count);
    // Between pages: is it still wanted, and is the starter still somebody who may?
    if (!(await store.change(job.id, ['running'], { rows: count }))) throw new Stopped();
    const now = await starters.find(job.startedBy);
    if (!now || !policyFor(now).can('export', object.name)) {
      await store.change(job.id, ['running'], { state: 'failed', problem: 'not_permitted' });
      throw new Stopped();
    }
    policy = policyFor(now);
  }
}
