import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';

export interface Sample {
  /** The cloud assembly. */
  readonly directory: string;
  remove(): void;
}

/** Synthesizes a CDK app into a temporary folder; `bundle` is the folder of `sampleFunction`. */
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

const sqsClient = createRequire(import.meta.url).resolve('@aws-sdk/client-sqs');

/** Sends what it got to the queue `QUEUE_URL`, under its own role; tells why where it may not. */
const sampleFunction = `
const { SQSClient, SendMessageCommand } = require(${JSON.stringify(sqsClient)});
exports.handler = async (event) => {
  const message = { QueueUrl: process.env.QUEUE_URL, MessageBody: JSON.stringify(event) };
  try {
    await new SQSClient({}).send(new SendMessageCommand(message));
    return { sent: true };
  } catch (error) {
    return { sent: false, name: error.name, message: error.message };
  }
};
`;
