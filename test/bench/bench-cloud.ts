import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { localSettings } from '#infra/settings';
import { synthesize } from '#infra/synthesize';
import type { ImportOptions } from '#shared/imports/import-options';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';

/** An import as far as a bench looks at it. */
export interface ImportNews {
  readonly id: string;
  readonly state: string;
  readonly endedAt?: string;
  readonly counts?: Readonly<Record<string, number>>;
  readonly undo?: { readonly counts?: Readonly<Record<string, number>> };
}

/**
 * Gives the whole local cloud to some work, under the functions' own policies: on disk in a folder of
 * its own, which is emptied afterwards. Without `streams`, what the tables' streams feed stands still.
 */
export async function withBenchCloud(
  { name, streams }: { readonly name: string; readonly streams: boolean },
  work: (cloud: TestCloud, dataDir: string) => Promise<void>,
): Promise<void> {
  const folder = join('build', name);
  // As many as the gateway lets through: one person asks for all that is measured.
  const requestsPerMinute = { person: 12_000, key: 12_000 };
  const { assembly } = await synthesize(localSettings(4_797, { requestsPerMinute }), folder);
  await changeResources(assembly, (resource) => {
    patiently(resource);
    if (!streams) withoutStream(resource);
  });
  const dataDir = join(folder, 'data');
  await rm(dataDir, { recursive: true, force: true });
  const cloud = await bootCloud({ assembly, dataDir });
  try {
    await work(cloud, dataDir);
  } finally {
    await cloud.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

interface TemplateResource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}

/** Changes resources of the templates before they are deployed. */
async function changeResources(
  assembly: string,
  change: (resource: TemplateResource) => void,
): Promise<void> {
  for (const name of await readdir(assembly)) {
    if (!name.endsWith('.template.json')) continue;
    const path = join(assembly, name);
    const template = JSON.parse(await readFile(path, 'utf8')) as {
      Resources: Record<string, TemplateResource>;
    };
    for (const resource of Object.values(template.Resources)) change(resource);
    await writeFile(path, JSON.stringify(template));
  }
}

/** Takes out the event sources that read tables' streams. */
function withoutStream({ Type, Properties }: TemplateResource): void {
  if (Type === 'AWS::Lambda::EventSourceMapping' && Properties['StartingPosition'])
    Properties['Enabled'] = false;
}

/**
 * Gives functions time enough where others use the processors too: a chunk that is not done in its minute is tried
 * again six minutes later, which on a busy machine is most of what a run would take.
 */
function patiently({ Type, Properties }: TemplateResource): void {
  if (Type === 'AWS::Lambda::Function') Properties['Timeout'] = 900;
  if (Type === 'AWS::SQS::Queue') Properties['VisibilityTimeout'] = 5_400;
}

/** Asks for an import until its state is one of these. A busy machine may answer too late: then again. */
export async function importIn(
  client: ApiClient,
  id: string,
  states: readonly string[],
  everyMs = 250,
): Promise<ImportNews> {
  for (;;) {
    const { status, body } = await client.send('GET', `/imports/${id}`);
    if (status === 200 && states.includes(body.state)) return body;
    await pause(everyMs);
  }
}

/** Uploads a file as a browser does; gives the id of its import. */
export async function uploadFile(
  client: ApiClient,
  fileName: string,
  text: string,
  options: ImportOptions,
): Promise<string> {
  const { body } = await client.send('POST', '/imports', { body: { fileName, options } });
  const form = new FormData();
  for (const [name, value] of Object.entries<string>(body.upload.fields)) form.append(name, value);
  form.append('file', new Blob([text]));
  const { status } = await fetch(body.upload.url, { method: 'POST', body: form });
  if (status !== 204) throw new Error(`The upload was answered with ${status}.`);
  return body.import.id;
}
