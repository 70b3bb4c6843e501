import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openMemory } from '#infra/local/database';
import { inProcess, localBus } from './local-bus.ts';

let bus: ReturnType<typeof localBus>;
beforeEach(() => {
  bus = localBus();
});
afterEach(() => bus.close());

const failing = `exports.handler = async (event) => { console.log('got ' + JSON.stringify(event)); throw new Error('no'); };`;
const calls = () => bus.lambda.logs().filter((line) => line.text.startsWith('got ')).length;

async function request(method: string, path: string, body = '', headers = {}) {
  const { response } = await inProcess(bus.lambda).handle({ method, path, headers, body });
  return { ...response, body: response.body.toString() };
}

const invocations = (name: string) => `/2015-03-31/functions/${name}/invocations`;

describe('the Invoke operation', () => {
  it('waits for the answer by default', async () => {
    bus.lambdaFunction('echo', 'exports.handler = async (event) => event;');
    const answer = await request('POST', invocations('echo'), '{"a":1}');
    expect(answer).toMatchObject({ statusCode: 200, body: '{"a":1}' });
    expect(answer.headers).not.toHaveProperty('x-amz-function-error');
  });

  it('tells a failed function from a failed call', async () => {
    bus.lambdaFunction('failing', failing);
    const failed = await request('POST', invocations('failing'), '{}');
    expect(failed.statusCode).toBe(200);
    expect(failed.headers).toMatchObject({ 'x-amz-function-error': 'Unhandled' });
    expect(JSON.parse(failed.body)).toMatchObject({ errorType: 'Error', errorMessage: 'no' });
    const missing = await request('POST', invocations('nobody'), '{}');
    expect(missing.statusCode).toBe(404);
    expect(missing.headers).toMatchObject({ 'x-amzn-errortype': 'ResourceNotFoundException' });
  });

  it('refuses bodies that are no JSON and operations it does not know', async () => {
    bus.lambdaFunction('echo', 'exports.handler = async (event) => event;');
    expect(await request('POST', invocations('echo'), '{')).toMatchObject({
      statusCode: 400,
      headers: { 'x-amzn-errortype': 'InvalidRequestContentException' },
    });
    expect(await request('PUT', '/2015-03-31/functions/echo/code')).toMatchObject({
      statusCode: 404,
    });
  });

  it('only checks on a dry run and describes the function', async () => {
    bus.lambdaFunction('failing', failing);
    const dry = { 'X-Amz-Invocation-Type': 'DryRun' };
    expect((await request('POST', invocations('failing'), '{}', dry)).statusCode).toBe(204);
    expect(calls()).toBe(0);
    const described = JSON.parse((await request('GET', '/2015-03-31/functions/failing')).body);
    expect(described.Configuration).toMatchObject({ FunctionName: 'failing', Timeout: 3 });
  });
});

describe('an asynchronous invocation', () => {
  it('is tried three times within three minutes, then goes to the dead letters', async () => {
    const dead = bus.queue('dead');
    bus.lambdaFunction('failing', failing, { DeadLetterConfig: { TargetArn: dead } });
    const event = { 'X-Amz-Invocation-Type': 'Event' };
    expect((await request('POST', invocations('failing'), '{"a":1}', event)).statusCode).toBe(202);
    await bus.lambda.idle();
    expect(calls()).toBe(1);
    await bus.clock.advance(60_000);
    expect(calls()).toBe(2);
    await bus.clock.advance(120_000);
    expect(calls()).toBe(3);
    const [message] = bus.sqs.queues.receive(dead, 10);
    expect(message).toMatchObject({
      body: '{"a":1}',
      messageAttributes: { ErrorMessage: { StringValue: 'no' } },
    });
  });

  it('follows its settings and reports to the destination', async () => {
    const failures = bus.queue('failures');
    bus.lambdaFunction('failing', failing);
    bus.create('AWS::Lambda::EventInvokeConfig', 'Config', {
      FunctionName: 'failing',
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: failures } },
    });
    bus.lambda.enqueue('failing', { a: 1 });
    await bus.lambda.idle();
    const [report] = bus.sqs.queues.receive(failures, 10);
    expect(JSON.parse(report!.body)).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 1 },
      requestPayload: { a: 1 },
      responsePayload: { errorMessage: 'no' },
    });
    expect(calls()).toBe(1);
  });

  it('survives the end of the process', async () => {
    const database = openMemory();
    await bus.close();
    bus = localBus({ database });
    bus.lambdaFunction('failing', failing);
    bus.lambda.enqueue('failing', { a: 1 });
    await bus.lambda.idle();
    await bus.close();
    bus = localBus({ database });
    bus.lambdaFunction('failing', `exports.handler = async () => { console.log('got it'); };`);
    await bus.lambda.idle();
    expect(calls()).toBe(1);
    expect(database.prepare('SELECT * FROM lambda_events').all()).toEqual([]);
  });

  it('comes again when its environment crashes, and twice when a duplicate strikes', async () => {
    bus.lambdaFunction(
      'crashing',
      `exports.handler = async () => { console.log('got it'); await new Promise((r) => setTimeout(r, 100)); };`,
    );
    bus.faults.set('function-crash', 1, 'crashing');
    bus.lambda.enqueue('crashing', {});
    await bus.lambda.idle();
    bus.faults.clear();
    const before = calls();
    await bus.clock.advance(60_000);
    expect(calls()).toBe(before + 1);
    bus.faults.set('duplicate-delivery', 1, 'crashing');
    bus.lambda.enqueue('crashing', {});
    await bus.lambda.idle();
    expect(calls()).toBe(before + 3);
  });
});

describe('permissions of functions', () => {
  it('hold for the principal and source that were named', () => {
    const arn = bus.lambdaFunction('echo', '');
    bus.create('AWS::Lambda::Permission', 'Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: arn,
      Principal: 'apigateway.amazonaws.com',
      SourceArn: 'arn:aws:execute-api:eu-central-1:123456789012:api/*/*/contacts',
    });
    const source = 'arn:aws:execute-api:eu-central-1:123456789012:api/$default/GET/contacts';
    expect(bus.lambda.permits('echo', 'apigateway.amazonaws.com', source)).toBe(true);
    expect(bus.lambda.permits('echo', 'events.amazonaws.com', source)).toBe(false);
    expect(bus.lambda.permits('echo', 'apigateway.amazonaws.com', `${source}/x`)).toBe(false);
  });
});
