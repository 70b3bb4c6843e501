import { request as httpRequest } from 'node:http';
import { DescribeKeyCommand, KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Access, createAccess } from '#infra/local/access/access';
import { type CredentialStore, createCredentials } from '#infra/local/access/credentials';
import { createRoles } from '#infra/local/access/roles';
import { createClock } from '#infra/local/clock';
import { openMemory, openStore } from '#infra/local/database';
import { createEndpoint } from '#infra/local/endpoint/endpoint';
import { createHooks } from '#infra/local/endpoint/hooks';
import { type Listening, listen } from '#infra/local/endpoint/listen';
import { createFaults } from '#infra/local/faults';
import { createOutbox } from '#infra/local/outbox';
import { type CloudService, ServiceError, type ServiceRequest } from '#infra/local/service';

const place = { region: 'eu-west-1', accountId: '000000000000' };
const keyArn = 'arn:aws:kms:eu-west-1:000000000000:key/1';

/** A service that asks for one permission per operation and tells who called. */
const echo: CloudService = {
  needs({ headers }) {
    const [, action = ''] = (headers['x-amz-target'] ?? '').split('.');
    if (action === 'Unknown') throw new ServiceError('UnknownOperationException', 'no such thing');
    return action === 'ListKeys' ? [] : [{ action: `kms:${action}`, resource: keyArn }];
  },
  async handle({ caller, headers }: ServiceRequest) {
    if (headers['x-amz-target'] === 'TrentService.Break') throw new Error('a defect');
    return {
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({ NextMarker: caller.kind }),
    };
  },
  refuse: (_request, { code, message, status }) => ({
    status,
    body: JSON.stringify({ __type: code, message }),
  }),
  reset: () => undefined,
};

const store = openStore(undefined);
const clock = createClock();
const faults = createFaults();
const outbox = createOutbox({ database: store.database, clock });
const defects: string[] = [];
const roles = createRoles(place);
let access: Access;
let credentials: CredentialStore;
let server: Listening;
let resets = 0;
let roleArn: string;

beforeAll(async () => {
  access = createAccess(roles, place);
  credentials = createCredentials(store.database);
  const type = roles.resourceTypes['AWS::IAM::Role']!;
  const resource = {
    logicalId: 'Worker',
    stack: 'Test',
    type: 'AWS::IAM::Role',
    properties: {
      AssumeRolePolicyDocument: { Statement: [] },
      Policies: [
        {
          PolicyName: 'inline',
          PolicyDocument: {
            Statement: [
              { Effect: 'Allow', Action: ['kms:DescribeKey', 'kms:Encrypt'], Resource: keyArn },
            ],
          },
        },
      ],
    },
  };
  const identity = type.identify({ ...resource, name: 'worker' });
  type.create(resource, identity);
  roleArn = identity.attributes['Arn']!;
  const listener = createEndpoint({
    services: { kms: echo },
    credentials,
    access,
    clock,
    faults,
    hooks: createHooks({
      outbox,
      clock,
      faults,
      outputs: () => ({ Url: 'http://api' }),
      settle: async () => undefined,
      reset: async () => {
        resets++;
      },
    }),
    onDefect: (text) => defects.push(text),
  });
  server = await listen(0);
  server.serve(listener);
});
beforeEach(() => {
  defects.length = 0;
  outbox.clear();
});
afterAll(async () => {
  await server.close();
  clock.close();
  store.close();
});

const url = () => server.url;
const settings = (keys = credentials.operator) => ({
  region: place.region,
  endpoint: url(),
  // A copy: SDK clients write into what they are given.
  credentials: { ...keys },
  maxAttempts: 1,
});
const describeKey = new DescribeKeyCommand({ KeyId: '1' });

/** A client whose requests name another operation than the command it is given. */
function clientCalling(operation: string, keys: CredentialStore['operator']): KMSClient {
  const client = new KMSClient(settings(keys));
  client.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      headers['x-amz-target'] = `TrentService.${operation}`;
      return next(args);
    },
    { step: 'build', priority: 'low' },
  );
  return client;
}

/** An unsigned request with any headers, `host` included, which fetch does not let through. */
function send(method: string, path: string, headers: Record<string, string> = {}, body = '') {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }>(
    (resolve, reject) => {
      const request = httpRequest(`${url()}${path}`, { method, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      });
      request.on('error', reject);
      request.end(body);
    },
  );
}

describe('callers', () => {
  it('are the operator or a role, by the key that signed', async () => {
    const asOperator = await new KMSClient(settings()).send(new ListKeysCommand({}));
    const asRole = await new KMSClient(settings(credentials.forRole(roleArn))).send(
      new ListKeysCommand({}),
    );
    expect([asOperator.NextMarker, asRole.NextMarker]).toEqual(['operator', 'role']);
  });

  it('with a wrong secret are refused', async () => {
    const keys = { ...credentials.operator, secretAccessKey: 'guessed' };
    await expect(new KMSClient(settings(keys)).send(describeKey)).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
  });

  it('with an unknown key are refused', async () => {
    const keys = { accessKeyId: 'AKIDUNKNOWN', secretAccessKey: 'x' };
    await expect(new KMSClient(settings(keys)).send(describeKey)).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
  });

  it('without a signature may do only what asks for no permission', async () => {
    const target = (operation: string) => ({ 'x-amz-target': `TrentService.${operation}` });
    const open = await send('POST', '/', target('ListKeys'));
    const closed = await send('POST', '/', target('DescribeKey'));
    expect(JSON.parse(open.text)).toEqual({ NextMarker: 'anonymous' });
    expect(JSON.parse(closed.text)).toMatchObject({
      __type: 'MissingAuthenticationTokenException',
    });
  });

  it('are the same after a restart of the same data folder', () => {
    const again = createCredentials(store.database);
    expect(again.operator).toEqual(credentials.operator);
    expect(again.forRole(roleArn)).toEqual(credentials.forRole(roleArn));
    const elsewhere = openMemory();
    elsewhere.exec('CREATE TABLE platform_state (name TEXT PRIMARY KEY, value TEXT NOT NULL)');
    expect(createCredentials(elsewhere).operator).not.toEqual(credentials.operator);
  });
});

describe('a role', () => {
  it('may do what its policies allow, and the use is recorded', async () => {
    await new KMSClient(settings(credentials.forRole(roleArn))).send(describeKey);
    expect(access.usedActions()).toEqual([{ roleArn, action: 'kms:DescribeKey' }]);
    expect(access.unusedGrants()).toEqual([{ roleArn, action: 'kms:Encrypt' }]);
  });

  it('is refused anything else with the sentence AWS writes', async () => {
    const client = clientCalling('Decrypt', credentials.forRole(roleArn));
    await expect(client.send(describeKey)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: `User: arn:aws:sts::000000000000:assumed-role/worker/local is not authorized to perform: kms:Decrypt on resource: ${keyArn} because no identity-based policy allows the kms:Decrypt action`,
      $metadata: { httpStatusCode: 400 },
    });
  });
});

describe('the endpoint', () => {
  it('refuses services it does not have', async () => {
    await expect(new SQSClient(settings()).send(new ListQueuesCommand({}))).rejects.toMatchObject({
      name: 'UnknownServiceException',
    });
  });

  it('passes on what a service says of an unknown operation', async () => {
    const { status, text } = await send('POST', '/', { 'x-amz-target': 'TrentService.Unknown' });
    expect([status, JSON.parse(text).__type]).toEqual([400, 'UnknownOperationException']);
  });

  it('answers 500 where a service breaks, and tells the operator where', async () => {
    await expect(
      clientCalling('Break', credentials.operator).send(describeKey),
    ).rejects.toMatchObject({ name: 'InternalFailure', $metadata: { httpStatusCode: 500 } });
    expect(defects[0]).toContain(
      'The local kms failed at POST / (TrentService.Break): Error: a defect',
    );
  });

  it('refuses a body larger than any it takes, before it has read it', async () => {
    const answer = await new Promise<number>((resolve, reject) => {
      const request = httpRequest(`${url()}/`, {
        method: 'PUT',
        headers: { 'content-length': String(700 * 1024 * 1024) },
      });
      request.on('response', (response) => resolve(response.statusCode ?? 0));
      request.on('error', reject);
      request.flushHeaders();
    });
    expect(answer).toBe(413);
  });

  it('says its own time, by which clients sign after time was moved ahead', async () => {
    const before = await send('GET', '/_local/clock');
    await send('POST', '/_local/clock/advance', { 'x-local': '1' }, '{"ms":86400000}');
    const after = await send('GET', '/_local/clock');
    const said = (answer: typeof before) => Date.parse(String(answer.headers['date']));
    expect(said(after) - said(before)).toBeGreaterThanOrEqual(86_400_000);
    const retrying = new KMSClient({ ...settings(), maxAttempts: 3 });
    expect((await retrying.send(new ListKeysCommand({}))).NextMarker).toBe('operator');
  });
});

describe('the hooks', () => {
  const message = {
    kind: 'email' as const,
    from: 'crm@example.org',
    to: ['ada@example.org'],
    subject: 'Hello',
    text: 'Hi',
    html: '',
    headers: {},
    tags: {},
    configurationSet: '',
  };

  it('list messages, newest first, and forget them', async () => {
    outbox.add(message);
    outbox.add({ ...message, subject: 'Second' });
    const { messages } = JSON.parse((await send('GET', '/_local/outbox')).text);
    expect(messages.map(({ subject }: { subject: string }) => subject)).toEqual([
      'Second',
      'Hello',
    ]);
    expect((await send('DELETE', '/_local/outbox', { 'x-local': '1' })).status).toBe(204);
    expect(outbox.list()).toEqual([]);
  });

  it('give a message to whoever waits for it, and say what came instead', async () => {
    const waiting = outbox.waitFor(({ to }) => to.includes('ada@example.org'));
    outbox.add(message);
    expect((await waiting).subject).toBe('Hello');
    await expect(outbox.waitFor(() => false, { timeoutMs: 1 })).rejects.toThrow(
      'No such message arrived; there are: “Hello” to ada@example.org.',
    );
  });

  it('set faults and reset everything', async () => {
    const local = { 'x-local': '1' };
    const order = { point: 'throttle', probability: 1, scope: 'records' };
    await send('POST', '/_local/faults', local, JSON.stringify(order));
    expect(faults.strikes('throttle', 'table records')).toBe(true);
    await send('POST', '/_local/faults', local, '{"clear":true}');
    expect(faults.strikes('throttle', 'table records')).toBe(false);
    expect((await send('POST', '/_local/reset', local)).status).toBe(204);
    expect(resets).toBe(1);
  });

  it.each([
    {
      title: 'a change without the header',
      method: 'POST',
      path: '/_local/reset',
      headers: {},
      status: 403,
    },
    {
      title: 'a name that resolves to this machine',
      method: 'GET',
      path: '/_local/outbox',
      headers: { host: 'evil.example:80' },
      status: 403,
    },
    {
      title: 'a host that begins like ours',
      method: 'GET',
      path: '/_local/outbox',
      headers: { host: 'localhost.evil.example' },
      status: 403,
    },
    {
      title: 'a preflight',
      method: 'OPTIONS',
      path: '/_local/reset',
      headers: { origin: 'http://evil.example' },
      status: 403,
    },
    { title: 'an unknown hook', method: 'GET', path: '/_local/secrets', headers: {}, status: 404 },
  ])('refuse $title', async ({ method, path, headers, status }) => {
    const answer = await send(method, path, { ...headers } as Record<string, string>);
    expect(answer.status).toBe(status);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it.each(['nonsense', '{"ms":-1}', '{"ms":1,"more":2}'])('refuse the body %s', async (body) => {
    const { status } = await send('POST', '/_local/clock/advance', { 'x-local': '1' }, body);
    expect(status).toBe(400);
  });

  it('serve the inbox page under a policy that lets nothing else run or load', async () => {
    const { status, headers, text } = await send('GET', '/_local/inbox', {
      host: server.url.replace('http://127.0.0.1', 'localhost'),
    });
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'sha256-/);
    expect(text).not.toMatch(/(src|href)="https?:/);
    expect(text).toContain("'sandbox', 'allow-popups allow-popups-to-escape-sandbox'");
  });
});
