import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';

const Failure = z.object({
  errorType: z.string(),
  errorMessage: z.string(),
  trace: z.array(z.string()).optional(),
});

/** Why an invocation failed, as Lambda's error document names it. */
export type Failure = z.output<typeof Failure>;

/** How an invocation ended; `payload` is JSON text. */
export type Outcome =
  | { readonly ok: true; readonly payload: string }
  | { readonly ok: false; readonly failure: Failure };

const Message = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('log'), requestId: z.string(), text: z.string() }),
  z.object({ kind: z.literal('result'), requestId: z.string(), payload: z.string() }),
  z.object({ kind: z.literal('error'), requestId: z.string(), error: Failure }),
  z.object({ kind: z.literal('fatal'), requestId: z.string(), error: Failure }),
]);

/** 6 MB and the slack AWS grants: “Lambda quotas”. */
const largestAnswer = 6_291_556;

/** AWS gives the code outside the handler ten seconds. */
const initialisationLimit = 10_000;

/**
 * A thread at its limit has 16 MB of leeway to end in (`Worker::NearHeapLimit` of Node); what a collection moves out of
 * the young generation must fit into it, or V8 ends the whole process.
 */
const youngGenerationMb = 24;

let script: URL | undefined;

/** The runtime as JavaScript, stripped once: stripping in every thread would double its start-up time. */
function runtimeScript(): URL {
  if (script) return script;
  const source = readFileSync(new URL('./runtime-worker.ts', import.meta.url), 'utf8');
  const { emitWarning } = process;
  // `npm start` prints lines that help; that this function may change its name in Node does not.
  process.emitWarning = () => undefined;
  const plain = stripTypeScriptTypes(source);
  process.emitWarning = emitWarning;
  script = new URL(`data:text/javascript;base64,${Buffer.from(plain).toString('base64')}`);
  return script;
}

export interface EnvironmentSettings {
  readonly taskRoot: string;
  readonly handlerName: string;
  readonly memoryMb: number;
  /** Folder where threads leave their compiled code for the next; without one each compiles its own. */
  readonly compiledCode: string | undefined;
  readonly variables: Readonly<Record<string, string>>;
  readonly onLog: (requestId: string, text: string) => void;
}

export interface InvokeOrder {
  readonly requestId: string;
  readonly payload: string;
  readonly timeoutMs: number;
  readonly clockOffset: number;
  readonly functionArn: string;
}

/** One execution environment. It is of no more use once `alive` is false. */
export interface ExecutionEnvironment {
  readonly alive: boolean;
  run(order: InvokeOrder): Promise<Outcome>;
  /** Ends the thread at once, whatever it is doing. */
  kill(reason?: Failure): Promise<void>;
}

/** Starts a worker thread that loads the function's bundle. Start-up errors come with the first `run`. */
export function startEnvironment(settings: EnvironmentSettings): ExecutionEnvironment {
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(runtimeScript(), {
    env: { ...settings.variables },
    execArgv: [],
    workerData: {
      taskRoot: settings.taskRoot,
      handlerName: settings.handlerName,
      signal,
      largestAnswer,
      compiledCode: settings.compiledCode,
    },
    resourceLimits: {
      maxOldGenerationSizeMb: settings.memoryMb,
      maxYoungGenerationSizeMb: youngGenerationMb,
    },
  });
  worker.unref();
  let alive = true;
  let current: { requestId: string; finish: (outcome: Outcome) => void } | undefined;
  let death: Failure | undefined;
  const started = Promise.withResolvers<void>();

  const fail = (failure: Failure) => {
    alive = false;
    death ??= failure;
    started.resolve();
    current?.finish({ ok: false, failure: death });
  };

  worker.on('message', (raw: unknown) => {
    const message = Message.parse(raw);
    if (message.kind === 'ready') started.resolve();
    else if (message.kind === 'log') settings.onLog(message.requestId, message.text);
    else if (message.kind === 'fatal') fail(message.error);
    else if (message.requestId !== current?.requestId) return;
    else if (message.kind === 'result') current.finish({ ok: true, payload: message.payload });
    else current.finish({ ok: false, failure: message.error });
  });
  worker.on('error', (error: NodeJS.ErrnoException) => {
    const outOfMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    fail({
      errorType: outOfMemory ? 'Runtime.OutOfMemory' : error.name,
      errorMessage: outOfMemory
        ? `RequestId: ${current?.requestId ?? ''} Error: Runtime exited with error: signal: killed`
        : error.message,
    });
  });
  worker.on('exit', (status) => {
    fail({
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${current?.requestId ?? ''} Error: Runtime exited ${status === 0 ? 'without providing a reason' : `with error: exit status ${status}`}`,
    });
  });

  const kill = async (reason?: Failure) => {
    fail(
      reason ?? {
        errorType: 'Runtime.ExitError',
        errorMessage: `RequestId: ${current?.requestId ?? ''} Error: Runtime exited with error: signal: killed`,
      },
    );
    await worker.terminate();
  };

  const within = (milliseconds: number, failure: Failure) => {
    const timer = setTimeout(() => void kill(failure), milliseconds);
    return () => clearTimeout(timer);
  };

  return {
    get alive() {
      return alive;
    },
    kill,
    async run(order) {
      const done = Promise.withResolvers<Outcome>();
      current = { requestId: order.requestId, finish: done.resolve };
      if (death) return { ok: false, failure: death };
      const timedOut = (milliseconds: number): Failure => ({
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${order.requestId} Error: Task timed out after ${(milliseconds / 1_000).toFixed(2)} seconds`,
      });
      const endInitialisation = within(initialisationLimit, timedOut(initialisationLimit));
      await started.promise;
      endInitialisation();
      const endInvocation = within(order.timeoutMs, timedOut(order.timeoutMs));
      if (alive) {
        worker.postMessage({ ...order, traceId: `Root=1-${order.requestId.slice(0, 8)}` });
        Atomics.add(signal, 0, 1);
        Atomics.notify(signal, 0);
      }
      const outcome = await done.promise;
      endInvocation();
      current = undefined;
      return outcome;
    },
  };
}
