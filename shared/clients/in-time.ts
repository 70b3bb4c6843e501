import { AsyncLocalStorage } from 'node:async_hooks';

/** Milliseconds that one call of a service may take, with all its tries, while somebody waits for it. */
export const longestWait = 4_400;

const awaited = new AsyncLocalStorage<true>();

/** Work for which somebody waits: no call that it makes of a service takes longer than 4.4 s (API-21). */
export function whileSomebodyWaits<T>(work: () => T): T {
  return awaited.run(true, work);
}

type Handler<Input, Output> = (call: { input: Input }) => Promise<{
  response: unknown;
  output: Output;
}>;

type Middleware<Input, Output> = (
  next: Handler<Input, Output>,
  context: object,
) => Handler<Input, Output>;

/** What of a client of AWS is needed here. */
interface Client<Input, Output> {
  readonly middlewareStack: {
    add(middleware: Middleware<Input, Output>, options: { step: 'initialize'; name: string }): void;
    addRelativeTo(
      middleware: <Call, Result>(next: (call: Call) => Result, context: object) => typeof next,
      options: { name: string; relation: 'after'; toMiddleware: string },
    ): void;
  };
}

/** Not of those that the SDK tries again. */
function tooLate(): Error {
  return Object.assign(new Error('The service has not answered in time.'), { name: 'AbortError' });
}

/**
 * The same client, whose calls end with `AbortError` where somebody has waited long enough. Workers, for
 * which nobody waits, have the client's own tries and times.
 */
export function inTime<
  Input extends object,
  Output extends object,
  C extends Client<Input, Output>,
>(client: C & Client<Input, Output>): C {
  const over = new WeakSet<object>();
  client.middlewareStack.add(
    (next, context) => async (call) => {
      if (!awaited.getStore()) return next(call);
      const late = Promise.withResolvers<never>();
      const timer = setTimeout(() => {
        over.add(context);
        late.reject(tooLate());
      }, longestWait);
      return Promise.race([next(call), late.promise]).finally(() => clearTimeout(timer));
    },
    { step: 'initialize', name: 'inTime' },
  );
  // Nobody knows any more what comes of it, so it does not try again.
  client.middlewareStack.addRelativeTo(
    (next, context) => (call) => {
      if (over.has(context)) throw tooLate();
      return next(call);
    },
    { name: 'notTooLate', relation: 'after', toMiddleware: 'retryMiddleware' },
  );
  return client;
}
