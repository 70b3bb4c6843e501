import { copyFile, mkdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import type { FunctionDefinition } from '#functions/define-function';

/** Packages that cost more start-up time than they give, measured in `docs/decisions/0005-bundles.md`. */
const banned = ['@aws-lambda-powertools/tracer', 'electrodb', 'aws-cdk-lib', 'dynalite'];

/**
 * On Lambda credentials always come from the environment; the other providers of the SDK's chain
 * cannot be reached there and make up 40 % of a client's size.
 */
const withoutUnreachableCredentials: Plugin = {
  name: 'without-unreachable-credentials',
  setup(builder) {
    const unreachable = /^@aws-sdk\/credential-provider-(sso|ini|process|login|web-identity|http)$/;
    builder.onResolve({ filter: unreachable }, ({ path }) => ({ path, namespace: 'unreachable' }));
    builder.onLoad({ filter: /.*/, namespace: 'unreachable' }, ({ path }) => ({
      contents: `module.exports = new Proxy({}, { get() { throw new Error('${path} is not bundled: credentials come from the environment.'); } });`,
    }));
  },
};

/** Builds one bundle per function into `directory`/<name>/index.js. Throws over budget or with a banned package. */
export async function bundleFunctions(
  functions: Readonly<Record<string, FunctionDefinition>>,
  directory: string,
): Promise<ReadonlyMap<string, number>> {
  await rm(directory, { recursive: true, force: true });
  // One build for all, so that what many functions import is read and parsed once.
  const { metafile } = await build({
    entryPoints: Object.entries(functions).map(([name, { entry }]) => ({
      in: entry,
      out: `${name}/index`,
    })),
    outdir: directory,
    bundle: true,
    platform: 'node',
    target: 'node24',
    // `import 'node:http'` from ESM evaluates every lazy getter: 19 ms at start against 2 ms.
    format: 'cjs',
    // The SDK imports it dynamically with its first request.
    supported: { 'dynamic-import': false },
    mainFields: ['module', 'main'],
    minify: true,
    metafile: true,
    legalComments: 'none',
    logLevel: 'error',
    plugins: [withoutUnreachableCredentials],
  });
  const outputs = Object.values(metafile.outputs);
  const built = Object.entries(functions).map(async ([name, definition]) => {
    await copyAssets(definition, join(directory, name));
    const output = outputs.find(({ entryPoint }) => entryPoint === definition.entry);
    if (!output) throw new Error(`The function “${name}” was not built.`);
    return [name, kilobytes(name, definition, output)] as const;
  });
  return new Map(await Promise.all(built));
}

async function copyAssets(definition: FunctionDefinition, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const { resolve } = createRequire(import.meta.url);
  for (const asset of definition.assets ?? [])
    await copyFile(
      asset.startsWith('./') ? asset : resolve(asset),
      join(directory, basename(asset)),
    );
}

function kilobytes(
  name: string,
  definition: FunctionDefinition,
  { bytes, inputs }: Metafile['outputs'][string],
): number {
  const found = banned.find((each) =>
    Object.keys(inputs).some((path) => path.includes(`node_modules/${each}/`)),
  );
  if (found) throw new Error(`The bundle of “${name}” contains ${found}, which is banned.`);
  const size = Math.ceil(bytes / 1_000);
  if (size > definition.bundleBudget)
    throw new Error(
      `The bundle of “${name}” is ${size} KB, its budget ${definition.bundleBudget} KB.`,
    );
  return size;
}
