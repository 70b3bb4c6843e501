import { spawnSync } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { bundleCatalogue } from '#infra/bundle-catalogue';
import { interleaved, type Ratio } from './measure.ts';

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
  if (status !== 0) throw new Error(`${bundle} does not load: ${stderr}`);
  return Number(stdout) / 1e6;
}

const placeholders = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_LAMBDA_FUNCTION_NAME: 'bench',
  LAMBDA_TASK_ROOT: '/tmp',
  ...Object.fromEntries(
    [
      'APP_ORIGIN',
      'STAGE',
      'RECORDS_TABLE',
      'IDENTITY_TABLE',
      'JOBS_TABLE',
      'FILES_BUCKET',
      'IMPORT_ROWS_QUEUE_URL',
      'RECOVERY_QUEUE_URL',
      'USER_POOL_ID',
      'USER_POOL_CLIENT_ID',
      'CODE_KEY_ARN',
      'MAIL_FROM',
      'MAIL_CONFIGURATION_SET',
      'EVENT_BUS_NAME',
    ].map((name) => [name, name === 'APP_ORIGIN' ? 'http://localhost' : 'bench']),
  ),
};

/** Time to load each function's bundle ÷ time to load a bare DynamoDB client, in fresh processes. */
export async function coldStart(starts = 15): Promise<Ratio[]> {
  const floorBundle = await bareClient();
  const directory = 'build/bench-functions';
  const sizes = await bundleCatalogue(directory);
  const ratios: Ratio[] = [];
  for (const [name, kilobytes] of sizes) {
    const bundle = resolve(directory, name, 'index.js');
    const { floor, subject } = await interleaved(
      starts,
      async () => loadMilliseconds(floorBundle),
      async () => loadMilliseconds(bundle),
    );
    ratios.push({
      name: `cold import of ${name} ÷ bare DynamoDB client`,
      subject,
      floor,
      unit: 'ms',
      goal: '≤ 1.1',
      remark: `${kilobytes} KB`,
    });
  }
  return ratios;
}
