import { fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';

/** Answers a child process gives, by name; inputs and answers are copied between the processes. */
export type Calls = Readonly<Record<string, (input: never) => unknown>>;

interface Question {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}

type Reply =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly error: string };

/** A process of its own: its processor time and its memory are only what the calls cost. */
export interface Child<C extends Calls> {
  call<N extends keyof C & string>(
    name: N,
    input: Parameters<C[N]>[0],
  ): Promise<Awaited<ReturnType<C[N]>>>;
  /** From now on others that want the processor come first. */
  giveWay(): void;
  stop(): Promise<void>;
}

/** In a child: answers the calls of the process that started it, until that one goes away. */
export function answerCalls(calls: Calls): void {
  process.on('message', ({ id, name, input }: Question) => {
    const reply = (message: Reply) => process.send?.(message);
    const ask = async () => calls[name]!(input as never);
    ask().then(
      (answer) => reply({ id, answer }),
      (error: unknown) => reply({ id, error: error instanceof Error ? error.stack! : `${error}` }),
    );
  });
  process.on('disconnect', () => process.exit());
}

/**
 * Starts a script of this folder in a fresh process. What functions log goes nowhere; a call fails
 * where the process ends before it answers.
 */
export function startChild<C extends Calls>(
  script: string,
  environment: Readonly<Record<string, string>> = {},
): Child<C> {
  const child = fork(new URL(script, import.meta.url), {
    env: { ...process.env, ...environment },
    execArgv: ['--expose-gc'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting = new Map<
    number,
    { resolve: (value: never) => void; reject: (e: Error) => void }
  >();
  let asked = 0;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code) => {
      for (const { reject } of waiting.values())
        reject(new Error(`${script} ended with ${code} before it answered.`));
      resolve();
    });
  });
  child.on('message', (reply: Reply) => {
    const waiter = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('error' in reply) waiter?.reject(new Error(reply.error));
    else waiter?.resolve(reply.answer as never);
  });
  return {
    call(name, input) {
      const id = asked++;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        child.send({ id, name, input } satisfies Question);
      });
    },
    giveWay() {
      if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    },
    stop() {
      child.disconnect();
      return ended;
    },
  };
}
