import { spawnSync } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { bundles } from './bundles.ts';
import { interleaved, type Ratio, ratioOf } from './measure.ts';
import { placeholders } from './store.ts';

/** The cheapest bundle that can speak to DynamoDB at all: the floor of every function that does. */
async function bareClient(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'bare-client-'));
  const entry = join(directory, 'entry.ts');
  await writeFile(
    entry,
    "import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';\nexport const client = new DynamoDBClient({});\nexport const command = GetItemCommand;\n",
  );
  const outfile = join(directory, 'index.js');
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    nodePaths: [resolve('node_modules')],
  });
  return outfile;
}

const script = (bundle: string) =>
  `const start = process.hrtime.bigint(); require(${JSON.stringify(bundle)}); process.stdout.write(String(process.hrtime.bigint() - start));`;

function loadMilliseconds(bundle: string): number {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', script(bundle)], {
    encoding: 'utf8',
    env: { ...process.env, ...placeholders },
  });
  if (status !== 0) throw new Error(`${bundle} does not load: ${stderr.slice(-1_000)}`);
  return Number(stdout) / 1e6;
}

/** Time to load each function's bundle ÷ time to load a bare DynamoDB client, in fresh processes. */
export async function coldStart(starts = 11): Promise<readonly Ratio[]> {
  const floorBundle = await bareClient();
  const { sizes, pathOf } = await bundles();
  const ratios: Ratio[] = [];
  for (const [name, kilobytes] of sizes) {
    const found = await interleaved(starts, {
      floor: () => loadMilliseconds(floorBundle),
      subject: () => loadMilliseconds(pathOf(name)),
    });
    const about = {
      name: `cold import of ${name} ÷ bare DynamoDB client`,
      unit: 'ms',
      goal: '≤ 1.1',
      remark: `${kilobytes} KB`,
    };
    ratios.push(ratioOf(about, found.subject, found.floor));
  }
  return ratios;
}
