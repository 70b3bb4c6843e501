import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as z from 'zod';

const Entry = z.looseObject({
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});
const LockFile = z.looseObject({ packages: z.record(z.string(), Entry) });

const { packages } = LockFile.parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));

// npm leaves an optional binary out where its registry does not have it (npm/cli#4828); `npm ci`
// then refuses the whole file on a machine that asks for it.
it('names every package that another one asks for, for every platform', () => {
  const missing = Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })
      .filter((name) => !isInstalled(path, name))
      .map((name) => `${path} asks for ${name}`),
  );
  expect(missing).toEqual([]);
});

/** As Node looks a package up: in the folder of who asks, then in each folder above. */
function isInstalled(path: string, name: string): boolean {
  const folders = path === '' ? [''] : ancestors(path);
  return folders.some((folder) => `${folder}node_modules/${name}` in packages);
}

function ancestors(path: string): string[] {
  const parts = path.split('/node_modules/');
  return [
    '',
    ...parts.map((_part, index) => `${parts.slice(0, index + 1).join('/node_modules/')}/`),
  ];
}
