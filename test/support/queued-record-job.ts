import { clientOptions } from '#infra/example/organisation';
import { createDocumentClient } from '#shared/data/document-client';
import { createDynamoRecordJobs } from '#shared/record-jobs/dynamo-record-jobs';
import type { TestCloud } from './cloud.ts';
import { tableNamed } from './expire-record.ts';

let count = 0;

/** Work on a list that waits for ever: it stands in the table, and no message tells of it. */
export async function queuedRecordJob(cloud: TestCloud, startedBy: string): Promise<string> {
  count += 1;
  const id = `queued-record-job-${count}`;
  const jobs = createDynamoRecordJobs(
    createDocumentClient(clientOptions(cloud.deployment)),
    tableNamed(cloud, 'Jobs'),
  );
  await jobs.create({
    ...{ schemaVersion: 1, id, startedBy, state: 'queued', pass: 'first', filters: {} },
    work: { kind: 'remove-tag', object: 'contact', field: 'tags', tag: 'queued' },
    ...{ looked: 0, changed: 0, refused: 0 },
    createdAt: new Date(cloud.cloud.clock.now()).toISOString(),
  });
  return id;
}
