import { randomUUID } from 'node:crypto';
import { type CloudContext, ServiceError } from '../service.ts';
import { environmentVariables, type RoleCredentials } from './environment-variables.ts';
import {
  type ExecutionEnvironment,
  type Outcome,
  startEnvironment,
} from './execution-environment.ts';
import type { FunctionDefinition } from './function-definition.ts';
import type { FunctionLog } from './function-log.ts';

/** Environments per function where the template reserves none; AWS would go on to the account's limit. */
const defaultConcurrency = 10;

/** A crash strikes within so many milliseconds of the start of an invocation. */
const crashWindow = 30;

export interface PoolNeeds {
  readonly endpointUrl: () => string;
  readonly codePath: (definition: FunctionDefinition) => string;
  readonly credentialsFor: (roleArn: string) => RoleCredentials;
  readonly compiledCode?: string | undefined;
  readonly log: FunctionLog;
}

/** The execution environments of one function. */
export interface FunctionPool {
  readonly definition: FunctionDefinition;
  /** Runs JSON text. Throws `TooManyRequestsException` beyond the reserved concurrency. */
  run(payload: string, requestId?: string): Promise<Outcome>;
  /** Kills every environment that is at work; returns how many. */
  crash(): Promise<number>;
  stop(): Promise<void>;
}

function isRunnable(definition: FunctionDefinition): boolean {
  return definition.runtime.startsWith('nodejs');
}

/** Keeps environments of a function for reuse and starts as many as its concurrency allows. */
export function createFunctionPool(
  definition: FunctionDefinition,
  context: Pick<CloudContext, 'region' | 'accountId' | 'clock' | 'faults'>,
  needs: PoolNeeds,
): FunctionPool {
  const { clock, faults } = context;
  const { name } = definition;
  const idle: ExecutionEnvironment[] = [];
  const busy = new Set<ExecutionEnvironment>();
  const waiting: (() => void)[] = [];
  const limit = definition.reservedConcurrency ?? defaultConcurrency;

  const start = (): ExecutionEnvironment => {
    const taskRoot = needs.codePath(definition);
    const stream = `${new Date(clock.now()).toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomUUID().replaceAll('-', '')}`;
    return startEnvironment({
      taskRoot,
      handlerName: definition.handlerName,
      memoryMb: definition.memoryMb,
      compiledCode: needs.compiledCode,
      variables: environmentVariables(definition, context, {
        taskRoot,
        stream,
        endpointUrl: needs.endpointUrl(),
        credentials: needs.credentialsFor(definition.roleArn),
      }),
      onLog: (requestId, text) =>
        needs.log.add({ at: clock.now(), functionName: name, requestId }, text),
    });
  };

  const take = (): ExecutionEnvironment => {
    for (let found = idle.pop(); found; found = idle.pop()) if (found.alive) return found;
    return start();
  };

  const runIn = async (environment: ExecutionEnvironment, payload: string, requestId: string) => {
    const crash = faults.strikes('function-crash', name)
      ? setTimeout(() => void environment.kill(), faults.random() * crashWindow)
      : undefined;
    const outcome = await environment.run({
      requestId,
      payload,
      timeoutMs: definition.timeoutMs,
      clockOffset: clock.offset(),
      functionArn: definition.arn,
    });
    clearTimeout(crash);
    if (!outcome.ok && !environment.alive)
      needs.log.add(
        { at: clock.now(), functionName: name, requestId },
        `${new Date(clock.now()).toISOString()}\t${requestId}\tERROR\t${outcome.failure.errorType}: ${outcome.failure.errorMessage}`,
      );
    return outcome;
  };

  const run = async (payload: string, requestId: string): Promise<Outcome> => {
    if (busy.size >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    const environment = take();
    busy.add(environment);
    try {
      return await runIn(environment, payload, requestId);
    } finally {
      busy.delete(environment);
      if (environment.alive) idle.push(environment);
      waiting.shift()?.();
    }
  };

  const throttled = () =>
    faults.strikes('throttle', name) ||
    (definition.reservedConcurrency !== undefined &&
      busy.size + waiting.length >= definition.reservedConcurrency);

  return {
    definition,
    async run(payload, requestId = randomUUID()) {
      if (!isRunnable(definition))
        throw new ServiceError(
          'InvalidRuntimeException',
          `The function ${name} needs the runtime “${definition.runtime}”, and only Node.js is emulated.`,
          { status: 502 },
        );
      if (throttled())
        throw new ServiceError('TooManyRequestsException', 'Rate Exceeded.', {
          status: 429,
          details: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
        });
      const running = run(payload, requestId);
      clock.hold(running);
      return await running;
    },
    async crash() {
      const struck = [...busy];
      await Promise.all(struck.map((environment) => environment.kill()));
      return struck.length;
    },
    async stop() {
      await Promise.all([...busy, ...idle].map((environment) => environment.kill()));
      idle.length = 0;
    },
  };
}
