import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';

export interface Sample {
  /** The cloud assembly. */
  readonly directory: string;
  remove(): void;
}

/** Synthesizes a CDK app into a temporary folder; `bundle` is a folder with a small function. */
export function synthesizeSample(build: (app: App, bundle: string) => void): Sample {
  const directory = mkdtempSync(join(tmpdir(), 'platform-'));
  const bundle = join(directory, 'bundle');
  mkdirSync(bundle);
  writeFileSync(join(bundle, 'index.js'), sampleFunction);
  const app = new App({ outdir: join(directory, 'cdk.out'), analyticsReporting: false });
  build(app, bundle);
  app.synth();
  return {
    directory: join(directory, 'cdk.out'),
    remove: () => rmSync(directory, { recursive: true }),
  };
}

const sampleFunction = `exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify({ event, table: process.env.TABLE }) });`;
