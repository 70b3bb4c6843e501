import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from './settings.ts';

export interface Synthesized {
  /** Folder of the cloud assembly. */
  readonly assembly: string;
  /** Whether an assembly of the same inputs was there already. */
  readonly cached: boolean;
}

const inputs = [
  'functions/**/*.{ts,html,css,js}',
  'shared/**/*.ts',
  'infra/*.ts',
  'infra/constructs/*.ts',
];
const inputFiles = ['package-lock.json', 'cdk.json', 'tsconfig.json', 'package.json'];

/** A hash over everything the assembly is made from: sources, lock file and settings. */
async function fingerprint(settings: Settings): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(settings));
  const found: string[] = [...inputFiles];
  for await (const path of glob([...inputs, 'infra/stacks/*.ts'])) found.push(path);
  for (const path of found.sort()) hash.update(path).update(await readFile(path));
  return hash.digest('hex');
}

/**
 * Bundles the functions and synthesizes the CDK app into `directory`, unless an assembly of the same
 * inputs is there. Both run in a process of their own, so that the caller never loads CDK or esbuild.
 */
export async function synthesize(settings: Settings, directory: string): Promise<Synthesized> {
  const assembly = join(directory, 'cdk.out');
  const stamp = join(directory, 'fingerprint');
  const wanted = await fingerprint(settings);
  const found = existsSync(stamp) ? await readFile(stamp, 'utf8') : '';
  if (found === wanted && existsSync(join(assembly, 'manifest.json')))
    return { assembly, cached: true };
  await mkdir(directory, { recursive: true });
  const settingsFile = join(directory, 'settings.json');
  await writeFile(settingsFile, JSON.stringify(settings, null, 2));
  await run(['infra/synthesize-assembly.ts', settingsFile, join(directory, 'functions'), assembly]);
  await writeFile(stamp, wanted);
  return { assembly, cached: false };
}

function run(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`The deployment does not build:\n${complaint}`)),
    );
  });
}
