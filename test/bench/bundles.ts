import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { bundleCatalogue } from '#infra/bundle-catalogue';

export interface Bundles {
  /** Kilobytes by function. */
  readonly sizes: ReadonlyMap<string, number>;
  pathOf(name: string): string;
}

const directory = 'build/bench-functions';
let made: Promise<ReadonlyMap<string, number>> | undefined;

async function make(): Promise<ReadonlyMap<string, number>> {
  const sizes = await bundleCatalogue(directory);
  // On Lambda no package.json lies above a bundle; here the project's own would make it a module.
  await writeFile(join(directory, 'package.json'), '{ "type": "commonjs" }\n');
  return sizes;
}

/** Every function's bundle as it is deployed, built once for all benches. */
export async function bundles(): Promise<Bundles> {
  made ??= make();
  const sizes = await made;
  return { sizes, pathOf: (name) => resolve(directory, name, 'index.js') };
}
