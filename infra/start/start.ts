import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { boot, type LocalCloud } from '../local/boot.ts';
import { synthesize } from '../synthesize.ts';
import { announce } from './announce.ts';
import { localDeployment } from './local-choices.ts';
import { readOptions, type StartOptions } from './options.ts';
import { fillOrganisation, peopleOf } from './people-file.ts';

const home = '.local';

/** `npm start`: the whole product on this machine, from its own templates. */
async function start({ fresh, port }: StartOptions): Promise<LocalCloud> {
  const began = performance.now();
  if (fresh) await rm(home, { recursive: true, force: true });
  const dropFolder = join(home, 'drop');
  await mkdir(dropFolder, { recursive: true });
  if (!existsSync('build/local/fingerprint'))
    console.log('Building functions and templates; this is done once per change …');
  const { assembly } = await synthesize(await localDeployment(port), 'build/local');
  const cloud = await boot({
    assembly,
    dataDir: join(home, 'data'),
    compiledCode: 'build/local/compiled',
    ports: { api: port, endpoint: port + 1 },
  });
  try {
    const deployment = { ...cloud, credentials: cloud.operatorCredentials };
    const people = await peopleOf(join(home, 'people.json'), deployment);
    // Loaded only now: the S3 client takes longer to load than the cloud takes to start.
    const { followDropFolder } = await import('./follow-drop-folder.ts');
    const stopDropFolder = await followDropFolder(deployment, dropFolder);
    announce({ people, port, dropFolder, cloud, milliseconds: performance.now() - began });
    let stopping = false;
    onStop(async () => {
      stopping = true;
      stopDropFolder();
      await cloud.close();
    });
    // People can sign in meanwhile; what a stop breaks off goes on at the next start.
    await fillOrganisation(join(home, 'example-data'), people, cloud.api).catch(
      (error: unknown) => {
        if (!stopping) console.error(error instanceof Error ? error.message : String(error));
      },
    );
    return cloud;
  } catch (error) {
    await cloud.close();
    throw error;
  }
}

function onStop(stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      void stop().finally(() => process.exit(0));
    });
}

try {
  await start(readOptions(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
