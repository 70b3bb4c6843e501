import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localBus, start } from './local-bus.ts';

let bus: ReturnType<typeof localBus>;
beforeEach(() => {
  bus = localBus();
});
afterEach(() => bus.close());

const invoke = (arn: string, payload: unknown = {}) => bus.lambda.invoke(arn, payload);

describe('an execution environment', () => {
  it('gives event and context to the handler and its JSON answer back', async () => {
    const arn = bus.lambdaFunction(
      'echo',
      `exports.handler = async (event, context) => ({ event, context: { ...context,
        left: context.getRemainingTimeInMillis() }, nothing: undefined });`,
      { Timeout: 7, MemorySize: 256 },
    );
    const { payload, error } = await invoke(arn, { a: [1, 'ü'] });
    expect(error).toBeUndefined();
    expect(payload).toMatchObject({
      event: { a: [1, 'ü'] },
      context: {
        functionName: 'echo',
        functionVersion: '$LATEST',
        memoryLimitInMB: '256',
        invokedFunctionArn: arn,
        awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    });
    const { left } = (payload as { context: { left: number } }).context;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(7_000);
  });

  it('has the environment of its role and no variable of this process', async () => {
    process.env['OUTSIDE'] = 'must not be seen';
    const arn = bus.lambdaFunction('environment', 'exports.handler = async () => process.env;', {
      Environment: {
        Variables: {
          TABLE: 'records',
          QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/123456789012/work',
        },
      },
    });
    const { payload } = await invoke(arn);
    delete process.env['OUTSIDE'];
    expect(payload).toMatchObject({
      TABLE: 'records',
      QUEUE_URL: 'http://127.0.0.1:4566/123456789012/work',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      AWS_REGION: 'eu-central-1',
      AWS_LAMBDA_FUNCTION_NAME: 'environment',
      AWS_ACCESS_KEY_ID: 'AKIALOCAL',
      AWS_SESSION_TOKEN: 'arn:aws:iam::123456789012:role/environment',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      _HANDLER: 'index.handler',
      TZ: 'UTC',
    });
    expect(payload).not.toHaveProperty('OUTSIDE');
  });

  it('is kept for the next event and loads ES modules too', async () => {
    const arn = bus.lambdaFunction(
      'counter',
      "import { basename } from 'node:path'; let calls = 0; export const handler = () => [++calls, basename('/a/b')];",
      {},
      'index.mjs',
    );
    expect((await invoke(arn)).payload).toEqual([1, 'b']);
    expect((await invoke(arn)).payload).toEqual([2, 'b']);
  });

  it('stands still between events, so that work left behind makes no progress', async () => {
    const arn = bus.lambdaFunction(
      'left-behind',
      `let ticks = 0; setInterval(() => { ticks += 1; }, 1);
       exports.handler = async () => { const seen = ticks; setTimeout(() => { ticks += 1000; }, 5); return seen; };`,
    );
    await invoke(arn);
    const before = Number((await invoke(arn)).payload);
    await new Promise((resolve) => setTimeout(resolve, 150));
    const after = Number((await invoke(arn)).payload);
    // One timer each may fire while the thread wakes; a running one would have fired a hundred times.
    expect((after % 1_000) - (before % 1_000)).toBeLessThan(20);
  });

  it('goes on using sockets that stayed open while it stood still, and drops closed ones', async () => {
    const server = createServer((_request, response) => response.end('{}'));
    let sockets = 0;
    server.on('connection', () => {
      sockets += 1;
    });
    server.keepAliveTimeout = 60_000;
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const arn = bus.lambdaFunction(
      'caller',
      `const http = require('node:http'); const agent = new http.Agent({ keepAlive: true });
       exports.handler = () => new Promise((resolve, reject) => {
         http.get({ port: ${port}, host: '127.0.0.1', agent }, (response) => {
           response.resume(); response.on('end', () => resolve(response.statusCode)); }).on('error', reject); });`,
      { Timeout: 10 },
    );
    expect((await invoke(arn)).payload).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await invoke(arn)).payload).toBe(200);
    expect(sockets).toBe(1);
    server.closeAllConnections();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await invoke(arn)).payload).toBe(200);
    expect(sockets).toBe(2);
    server.closeAllConnections();
    server.close();
  });

  it("lives in the cloud's time", async () => {
    const arn = bus.lambdaFunction(
      'time',
      `exports.handler = async () => [Date.now(), new Date().getTime(), new Date(0).toISOString(),
        new Date() instanceof Date, new Date().constructor === Date, typeof Date()];`,
    );
    await bus.clock.advance(86_400_000);
    const { payload } = await invoke(arn);
    const [now, made, epoch, isDate, same, text] = payload as [number, number, ...unknown[]];
    for (const seen of [now, made]) {
      expect(seen - (start + 86_400_000)).toBeGreaterThanOrEqual(0);
      expect(seen - (start + 86_400_000)).toBeLessThan(60_000);
    }
    expect([epoch, isDate, same, text]).toEqual(['1970-01-01T00:00:00.000Z', true, true, 'string']);
  });

  it('keeps every line that functions and runtime write, with the request it belongs to', async () => {
    const arn = bus.lambdaFunction(
      'writer',
      `console.log('while starting');
       exports.handler = async () => { console.log('one\\ntwo'); process.stderr.write('three\\n'); throw new RangeError('four'); };`,
    );
    await invoke(arn);
    const lines = bus.lambda.logs().filter((line) => line.functionName === 'writer');
    expect(lines.map((line) => line.text)).toEqual([
      'while starting',
      'one',
      'two',
      'three',
      expect.stringMatching(/ERROR\tInvoke Error \t.*"errorType":"RangeError".*four/),
    ]);
    expect(lines[0]?.requestId).toBe('');
    expect(new Set(lines.slice(1).map((line) => line.requestId)).size).toBe(1);
  });
});

describe('an invocation that goes wrong', () => {
  it.each([
    ['an error', `async () => { throw new TypeError('no'); }`, 'TypeError', 'no'],
    ['a thrown text', `async () => { throw 'text'; }`, 'string', 'text'],
    ['an exit', 'async () => { process.exit(3); }', 'Runtime.ExitError', 'exit status 3'],
    [
      'a circular answer',
      `async () => { const a = {}; a.a = a; return a; }`,
      'Runtime.MarshalError',
      'stringify',
    ],
    [
      'an answer over 6 MB',
      `async () => 'x'.repeat(6_300_000)`,
      'Function.ResponseSizeTooLarge',
      '6291556',
    ],
    [
      'a rejection nobody handles',
      `() => { Promise.reject(new Error('lost')); return new Promise(() => {}); }`,
      'Runtime.UnhandledPromiseRejection',
      'lost',
    ],
    [
      'a callback handler',
      '(event, context, callback) => callback(null, 1)',
      'Runtime.CallbackHandlerDeprecated',
      'callback',
    ],
  ])('answers %s with its type', async (_title, handler, errorType, message) => {
    const arn = bus.lambdaFunction('failing', `exports.handler = ${handler};`);
    const { error, payload } = await invoke(arn);
    expect(error?.errorType).toBe(errorType);
    expect(error?.errorMessage).toContain(message);
    expect(payload).toMatchObject({ errorType });
  });

  it.each([
    ['a missing export', 'exports.other = 1;', 'Runtime.HandlerNotFound'],
    ['a syntax error', 'exports.handler = (', 'Runtime.UserCodeSyntaxError'],
    ['a start that fails', `throw new EvalError('start')`, 'EvalError'],
  ])('reports %s and tries anew at the next event', async (_title, source, errorType) => {
    const arn = bus.lambdaFunction('unstarted', source);
    expect((await invoke(arn)).error?.errorType).toBe(errorType);
    expect((await invoke(arn)).error?.errorType).toBe(errorType);
  });

  it('kills an endless loop at the time-out and serves the next event afresh', async () => {
    const arn = bus.lambdaFunction(
      'loop',
      'let calls = 0; exports.handler = async (event) => { calls += 1; while (event.loop); return calls; };',
      { Timeout: 1 },
    );
    const { error } = await invoke(arn, { loop: true });
    expect(error).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(
        /^RequestId: \S+ Error: Task timed out after 1\.00 seconds$/,
      ),
    });
    expect((await invoke(arn)).payload).toBe(1);
  });

  it('ends a function that needs more than its memory', async () => {
    const arn = bus.lambdaFunction(
      'memory',
      'exports.handler = async () => { let all; for (;;) all = { all, a: [1] }; };',
      { MemorySize: 128, Timeout: 60 },
    );
    expect((await invoke(arn)).error?.errorType).toBe('Runtime.OutOfMemory');
  });

  it('fails what was running when an environment crashes, and only that', async () => {
    const arn = bus.lambdaFunction(
      'crashing',
      `exports.handler = async (event) => { console.log('running'); if (event.wait) await new Promise(() => setInterval(() => {}, 1000)); return 'fine'; };`,
      { Timeout: 60 },
    );
    const running = invoke(arn, { wait: true });
    await expect.poll(() => bus.lambda.logs().some((line) => line.text === 'running')).toBe(true);
    expect(await bus.lambda.crash('crashing')).toBe(1);
    expect((await running).error?.errorType).toBe('Runtime.ExitError');
    expect((await invoke(arn)).payload).toBe('fine');
  });
});

describe('concurrency', () => {
  const slow = `let calls = 0; exports.handler = async () => { calls += 1; await new Promise((r) => setTimeout(r, 50)); return calls; };`;

  it('handles one event at a time per environment and queues beyond ten', async () => {
    const arn = bus.lambdaFunction('slow', slow, { Timeout: 30 });
    const answers = await Promise.all(Array.from({ length: 12 }, () => invoke(arn)));
    const counts = answers.map((answer) => answer.payload);
    expect(counts.filter((count) => count === 1)).toHaveLength(10);
    expect(counts.filter((count) => Number(count) > 1)).toHaveLength(2);
  });

  it('throttles beyond the reserved concurrency', async () => {
    const arn = bus.lambdaFunction('reserved', slow, { ReservedConcurrentExecutions: 1 });
    const first = invoke(arn);
    await expect(invoke(arn)).rejects.toMatchObject({
      code: 'TooManyRequestsException',
      status: 429,
    });
    expect((await first).payload).toBe(1);
  });

  it('refuses functions that do not exist or need another runtime', async () => {
    await expect(invoke('nobody')).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    const arn = bus.lambdaFunction('snake', '', { Runtime: 'python3.13' });
    await expect(invoke(arn)).rejects.toThrow('python3.13');
    expect(() => bus.lambdaFunction('layered', '', { Layers: ['arn'] })).toThrow('Layers');
  });
});
