/**
 * What runs inside an execution environment: one worker thread that loads a bundle, handles one
 * event at a time and stands still between events. Imports nothing of the project, because it is
 * given to the thread as plain JavaScript.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';
import { parentPort, threadId, workerData } from 'node:worker_threads';

interface Failure {
  errorType: string;
  errorMessage: string;
  trace: string[];
}

interface InvokeMessage {
  readonly requestId: string;
  readonly payload: string;
  readonly timeoutMs: number;
  readonly clockOffset: number;
  readonly functionArn: string;
  readonly traceId: string;
}

const port = parentPort;
if (!port) throw new Error('The runtime runs in a worker thread only.');

function isSettings(data: unknown): data is WorkerSettings {
  return typeof data === 'object' && data !== null && 'taskRoot' in data && 'signal' in data;
}

const given: unknown = workerData;
if (!isSettings(given)) throw new Error('The runtime was started without its settings.');
const { taskRoot, handlerName, signal, largestAnswer, compiledCode } = given;

interface WorkerSettings {
  readonly taskRoot: string;
  readonly handlerName: string;
  readonly signal: Int32Array;
  readonly largestAnswer: number;
  readonly compiledCode: string | undefined;
}

let requestId = '';
let clockOffset = 0;
let seen = 0;

function followClock(): void {
  const machineDate = Date;
  const machineNow = Date.now;
  const now = () => machineNow() + clockOffset;
  const clockDate = new Proxy(machineDate, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
    apply: () => new machineDate(now()).toString(),
  });
  machineDate.now = now;
  Object.defineProperty(machineDate.prototype, 'constructor', { value: clockDate });
  globalThis.Date = clockDate;
}

/** Console lines must leave before the thread stands still; the worker's own streams would wait for a turn. */
function forwardOutput(stream: NodeJS.WriteStream): void {
  const send = (chunk: unknown, encoding?: unknown, done?: unknown) => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(bytesOf(chunk)).toString();
    port?.postMessage({ kind: 'log', requestId, text });
    const callback = typeof encoding === 'function' ? encoding : done;
    if (typeof callback === 'function') queueMicrotask(() => void callback());
    return true;
  };
  Object.defineProperty(stream, 'write', { value: send, writable: true });
}

function bytesOf(chunk: unknown): Uint8Array {
  return chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk));
}

function failureOf(error: unknown, errorType?: string): Failure {
  if (error instanceof Error)
    return {
      errorType: errorType ?? error.name,
      errorMessage: error.message,
      trace: (error.stack ?? '').split('\n'),
    };
  return {
    errorType: errorType ?? typeof error,
    errorMessage: typeof error === 'string' ? error : String(JSON.stringify(error)),
    trace: [],
  };
}

function freeze(): void {
  Atomics.wait(signal, 0, seen);
}

function isCommonJs(file: string): boolean {
  if (file.endsWith('.mjs')) return false;
  if (file.endsWith('.cjs')) return true;
  const manifest = join(taskRoot, 'package.json');
  return !existsSync(manifest) || !/"type"\s*:\s*"module"/.test(readFileSync(manifest, 'utf8'));
}

const loaded = new Map<string, { exports: unknown }>();

/** Node would take the type of `.js` from a package.json above the task root, which AWS does not have. */
function loadCommonJs(file: string): unknown {
  const known = loaded.get(file);
  if (known) return known.exports;
  const module: { exports: unknown } = { exports: {} };
  loaded.set(file, module);
  const machineRequire = createRequire(file);
  const requireHere = Object.assign((id: string): unknown => {
    const local = id.startsWith('.') ? machineRequire.resolve(id) : undefined;
    return local?.endsWith('.js') ? loadCommonJs(local) : machineRequire(id);
  }, machineRequire);
  const run: unknown = compile(file).runInThisContext();
  if (typeof run === 'function')
    Reflect.apply(run, module.exports, [module.exports, requireHere, module, file, dirname(file)]);
  return module.exports;
}

/** Compiles a file as CommonJS, from what an earlier thread has left of it where that still fits. */
function compile(file: string): Script {
  const source = readFileSync(file);
  const name = `${process.env['AWS_LAMBDA_FUNCTION_NAME']}-${basename(file)}.code`;
  const kept = compiledCode && join(compiledCode, name);
  const of = createHash('sha256').update(source).digest();
  const found = kept && existsSync(kept) ? readFileSync(kept) : undefined;
  const opening = '(function (exports, require, module, __filename, __dirname) {';
  const script = new Script(`${opening}${source.toString()}\n})`, {
    filename: file,
    columnOffset: -opening.length,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    ...(found?.subarray(0, of.length).equals(of) ? { cachedData: found.subarray(of.length) } : {}),
  });
  if (kept && script.cachedDataRejected !== false)
    keepers.push(() => {
      const draft = `${kept}.${process.pid}-${threadId}`;
      writeFileSync(draft, Buffer.concat([of, script.createCachedData()]));
      renameSync(draft, kept);
    });
  return script;
}

/** What writes compiled code down: once an event was handled, it has in it what handling one takes. */
const keepers: (() => void)[] = [];

function leaveCompiledCode(): void {
  for (const keep of keepers.splice(0))
    try {
      keep();
    } catch {
      // Where the folder is gone or full, the next start compiles for itself.
    }
}

function property(value: unknown, name: string): unknown {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
    ? Reflect.get(value, name)
    : undefined;
}

class StartError extends Error {}

function startError(name: string, message: string): StartError {
  const error = new StartError(message);
  error.name = name;
  return error;
}

async function loadHandler(): Promise<(event: unknown, context: unknown) => unknown> {
  const [moduleName = '', ...path] = basename(handlerName).split('.');
  const base = resolve(taskRoot, dirname(handlerName), moduleName);
  const file = ['.js', '.mjs', '.cjs']
    .map((suffix) => base + suffix)
    .find((each) => existsSync(each));
  if (!file)
    throw startError('Runtime.ImportModuleError', `Error: Cannot find module '${moduleName}'`);
  const exported: unknown = isCommonJs(file)
    ? loadCommonJs(file)
    : await import(pathToFileURL(file).href);
  let handler: unknown = exported;
  for (const name of path) handler = property(handler, name);
  if (typeof handler !== 'function')
    throw startError('Runtime.HandlerNotFound', `${handlerName} is undefined or not exported`);
  if (handler.length > 2)
    throw startError(
      'Runtime.CallbackHandlerDeprecated',
      'AWS Lambda has removed support for callback-based function handlers starting with Node.js 24.',
    );
  const found = handler;
  return (event, context) => Reflect.apply(found, undefined, [event, context]);
}

function contextFor(message: InvokeMessage) {
  const deadline = performance.now() + message.timeoutMs;
  const { env } = process;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env['AWS_LAMBDA_FUNCTION_NAME'],
    functionVersion: env['AWS_LAMBDA_FUNCTION_VERSION'],
    memoryLimitInMB: env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    logGroupName: env['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: env['AWS_LAMBDA_LOG_STREAM_NAME'],
    invokedFunctionArn: message.functionArn,
    awsRequestId: message.requestId,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadline - performance.now())),
  };
}

function answer(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    throw startError('Runtime.MarshalError', 'Unable to stringify response body');
  }
  text ??= 'null';
  if (Buffer.byteLength(text) > largestAnswer)
    throw startError(
      'Function.ResponseSizeTooLarge',
      `Response payload size exceeded maximum allowed payload size (${largestAnswer} bytes).`,
    );
  return text;
}

const turn = () => new Promise((done) => setImmediate(done));

async function handle(
  handler: (event: unknown, context: unknown) => unknown,
  message: InvokeMessage,
): Promise<void> {
  seen += 1;
  ({ requestId, clockOffset } = message);
  process.env['_X_AMZN_TRACE_ID'] = message.traceId;
  // Sockets that the other side closed while we stood still must be noticed before they are used again.
  await turn();
  await turn();
  try {
    const result: unknown = await handler(JSON.parse(message.payload), contextFor(message));
    leaveCompiledCode();
    port?.postMessage({ kind: 'result', requestId, payload: answer(result) });
  } catch (error) {
    leaveCompiledCode();
    const failure = failureOf(error);
    const line = `${new Date().toISOString()}\t${requestId}\tERROR\tInvoke Error \t${JSON.stringify(failure)}\n`;
    port?.postMessage({ kind: 'log', requestId, text: line });
    port?.postMessage({ kind: 'error', requestId, error: failure });
  }
  freeze();
}

function die(failure: Failure, status: number): void {
  port?.postMessage({ kind: 'fatal', requestId, error: failure });
  process.exit(status);
}

process.on('uncaughtException', (error) => die(failureOf(error), 129));
process.on('unhandledRejection', (reason) =>
  die(failureOf(reason, 'Runtime.UnhandledPromiseRejection'), 128),
);

followClock();
forwardOutput(process.stdout);
forwardOutput(process.stderr);
try {
  const handler = await loadHandler();
  port.on('message', (message: InvokeMessage) => void handle(handler, message));
  port.postMessage({ kind: 'ready' });
  freeze();
} catch (error) {
  const syntax = error instanceof SyntaxError ? 'Runtime.UserCodeSyntaxError' : undefined;
  die(failureOf(error, syntax), 1);
}
