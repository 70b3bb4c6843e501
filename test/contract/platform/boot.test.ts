import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { CfnOutput, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type BootOptions, boot, type LocalCloud } from '#infra/local/boot';
import { listen } from '#infra/local/endpoint/listen';
import { type Sample, synthesizeSample } from './sample-app.ts';

let sample: Sample;
let folder: string;
const running: LocalCloud[] = [];

/** A queue whose messages a function sends on to a second queue, and a function without grants. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'boot-'));
  sample = synthesizeSample((app, bundle) => {
    const data = new Stack(app, 'Data');
    const inbox = new sqs.Queue(data, 'Inbox', { queueName: 'inbox' });
    const done = new sqs.Queue(data, 'Done', { queueName: 'done' });
    const work = new Stack(app, 'Work');
    const functionNamed = (functionName: string) =>
      new lambda.Function(work, functionName, {
        functionName,
        runtime: lambda.Runtime.NODEJS_24_X,
        handler: 'index.handler',
        code: lambda.Code.fromAsset(bundle),
        environment: { QUEUE_URL: done.queueUrl },
      });
    const worker = functionNamed('worker');
    worker.addEventSource(new SqsEventSource(inbox, { batchSize: 1 }));
    done.grantSendMessages(worker);
    functionNamed('stranger');
    new CfnOutput(data, 'DoneArn', { value: done.queueArn });
  });
});
afterEach(async () => {
  for (const cloud of running.splice(0)) await cloud.close();
});
afterAll(() => {
  sample.remove();
  rmSync(folder, { recursive: true });
});

async function started(options: Partial<BootOptions> = {}): Promise<LocalCloud> {
  const cloud = await boot({ assembly: sample.directory, quiet: true, ...options });
  running.push(cloud);
  return cloud;
}

const queueArn = (cloud: LocalCloud, name: string) =>
  cloud
    .resources('AWS::SQS::Queue')
    .find(({ identity }) => identity.attributes['QueueName'] === name)!.identity.attributes['Arn']!;
const visible = (cloud: LocalCloud, name: string) =>
  cloud.services.sqs.queues.counts(queueArn(cloud, name)).visible;

describe('a booted assembly', () => {
  it('says where it is and what it deployed', async () => {
    const cloud = await started();
    expect(cloud.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(cloud.api).not.toBe(cloud.endpoint);
    expect(cloud.outputs['DoneArn']).toBe(queueArn(cloud, 'done'));
    expect(cloud.resources('AWS::Lambda::Function')).toHaveLength(2);
    expect(cloud.warnings()).toEqual([]);
  });

  it('answers AWS clients that sign as the operator', async () => {
    const cloud = await started();
    const client = new SQSClient({
      region: cloud.region,
      endpoint: cloud.endpoint,
      credentials: { ...cloud.operatorCredentials },
      useQueueUrlAsEndpoint: false,
    });
    const QueueUrl = `${cloud.endpoint}/000000000000/done`;
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' }));
    const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(Messages?.map(({ Body }) => Body)).toEqual(['hello']);
  });

  it('settles only when triggers have run under their own roles', async () => {
    const cloud = await started();
    cloud.services.sqs.queues.send(queueArn(cloud, 'inbox'), 'one');
    await cloud.settle();
    expect(visible(cloud, 'done')).toBe(1);
    expect(visible(cloud, 'inbox')).toBe(0);
    const actions = cloud.access.usedActions().map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['sqs:ReceiveMessage', 'sqs:SendMessage']));
  });

  it('refuses a function what its own policies do not allow', async () => {
    const cloud = await started();
    const { payload } = await cloud.services.lambda.invoke('stranger', {});
    expect(payload).toMatchObject({
      sent: false,
      message: expect.stringMatching(
        /^User: arn:aws:sts::000000000000:assumed-role\/Work-stranger\S+\/local is not authorized to perform: sqs:SendMessage on resource: \S+:done because no identity-based policy allows the sqs:SendMessage action$/,
      ),
    });
    expect(visible(cloud, 'done')).toBe(0);
  });

  it('forgets data but not resources on reset', async () => {
    const cloud = await started();
    cloud.services.sqs.queues.send(queueArn(cloud, 'done'), 'old');
    cloud.outbox.add({
      kind: 'sms',
      from: '',
      to: ['+4915100000000'],
      subject: '',
      text: 'old',
      html: '',
      headers: {},
      tags: {},
      configurationSet: '',
    });
    await cloud.reset();
    expect(cloud.outbox.list()).toEqual([]);
    expect(visible(cloud, 'done')).toBe(0);
    cloud.services.sqs.queues.send(queueArn(cloud, 'inbox'), 'new');
    await cloud.settle();
    expect(visible(cloud, 'done')).toBe(1);
  });

  it('keeps data and keys in its data folder', async () => {
    const dataDir = join(folder, 'kept');
    const first = await started({ dataDir });
    first.services.sqs.queues.send(queueArn(first, 'done'), 'kept');
    const { operatorCredentials } = first;
    await first.close();
    const second = await started({ dataDir });
    expect(visible(second, 'done')).toBe(1);
    expect(second.operatorCredentials).toEqual(operatorCredentials);
  });
});

describe('a boot that cannot be', () => {
  it('says so where the data folder is in use, and leaves its owner alone', async () => {
    const dataDir = join(folder, 'shared');
    const owner = await started({ dataDir });
    await expect(started({ dataDir })).rejects.toThrow(
      `The data folder ${dataDir} is in use by process ${process.pid}`,
    );
    owner.services.sqs.queues.send(queueArn(owner, 'done'), 'still here');
    expect(visible(owner, 'done')).toBe(1);
  });

  it('says so where a port is in use, and frees what it had taken', async () => {
    const dataDir = join(folder, 'freed');
    const other = await listen(0);
    const port = Number(new URL(other.url).port);
    await expect(started({ dataDir, ports: { api: port } })).rejects.toThrow(
      `Port ${port} is in use by another program: stop it, or choose another port.`,
    );
    await other.close();
    expect(existsSync(join(dataDir, 'owner.pid'))).toBe(false);
    await started({ dataDir, ports: { api: port } });
  });

  it('names a function whose role does not trust Lambda', async () => {
    const broken = synthesizeSample((app, bundle) => {
      const stack = new Stack(app, 'Broken');
      new lambda.Function(stack, 'Function', {
        runtime: lambda.Runtime.NODEJS_24_X,
        handler: 'index.handler',
        code: lambda.Code.fromAsset(bundle),
        role: new iam.Role(stack, 'Role', {
          roleName: 'events-only',
          assumedBy: new iam.ServicePrincipal('events.amazonaws.com'),
        }),
      });
    });
    await expect(started({ assembly: broken.directory })).rejects.toThrow(
      /^Broken\/Function\w+ \(AWS::Lambda::Function\): its role events-only does not trust lambda\.amazonaws\.com$/,
    );
    broken.remove();
  });
});
