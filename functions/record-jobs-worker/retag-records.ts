import { DomainError } from '#shared/errors/domain-error';
import { storedShapes } from '#shared/objects/stored-value';
import type { Caller } from '#shared/permissions/policy';
import type { RecordJob, RecordWork } from '#shared/record-jobs/record-job';
import type { StoredRecord } from '#shared/records/record';
import { retagged } from '#shared/text/tag';
import { changeRecord } from '../records/change-record.ts';
import type { RecordDependencies } from '../records/record-dependencies.ts';
import type { WorkedPage } from './run-record-job.ts';

export type TagWork = Exclude<RecordWork, { kind: 'add-members' }>;

/** Records worked on at once. */
const lanes = 8;

/**
 * Renames or removes a tag on those of the records that have it, each by an ordinary change of its own
 * in the starter's name; one that may not be changed is counted and left.
 */
export async function retagRecords(
  dependencies: RecordDependencies,
  caller: Caller,
  job: RecordJob,
  work: TagWork,
  records: readonly StoredRecord[],
): Promise<WorkedPage> {
  const { field, tag } = work;
  const to = work.kind === 'rename-tag' ? work.to : undefined;
  const after = ({ values }: Pick<StoredRecord, 'values'>) =>
    retagged(storedShapes.tags.parse(values[field] ?? []), tag, to);
  const waiting = records.filter((record) => after(record) !== undefined);
  const meant = waiting.length;
  let refused = 0;
  const lane = async (): Promise<void> => {
    for (let record = waiting.shift(); record; record = waiting.shift())
      try {
        await changeRecord(dependencies, caller, {
          object: dependencies.definitions.current(work.object),
          id: record.id,
          request: { requestId: `job ${job.id}`, ifMatch: undefined },
          touches: [field],
          patchOf: (now) => {
            const tags = after(now);
            return tags ? { [field]: tags.length === 0 ? null : tags } : {};
          },
        });
      } catch (error) {
        if (!(error instanceof DomainError) || error.code.startsWith('service.')) throw error;
        refused += 1;
      }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return { changed: meant - refused, refused };
}
