import { clientOptions } from '#infra/example/organisation';
import { createDocumentClient } from '#shared/data/document-client';
import { ulidSource } from '#shared/domain/ids';
import { createDynamoExports } from '#shared/exports/dynamo-exports';
import type { TestCloud } from './cloud.ts';

/** An export of somebody's that no worker has taken; gives its id. */
export async function queuedExport(
  { cloud, deployment }: TestCloud,
  startedBy: string,
): Promise<string> {
  const jobs = cloud
    .resources('AWS::DynamoDB::Table')
    .find(({ resource }) => resource.logicalId.startsWith('Jobs'))!;
  const store = createDynamoExports(
    createDocumentClient(clientOptions(deployment)),
    jobs.identity.ref,
  );
  const id = ulidSource.next();
  await store.create({
    schemaVersion: 1,
    id,
    object: 'contact',
    format: 'csv',
    filters: {},
    columns: ['name'],
    locale: 'en',
    startedBy,
    state: 'queued',
    rows: 0,
    createdAt: new Date(cloud.clock.now()).toISOString(),
  });
  return id;
}
