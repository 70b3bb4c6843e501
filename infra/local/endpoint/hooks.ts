import * as z from 'zod';
import type { Clock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import type { Outbox } from '../outbox.ts';
import { inboxPage } from '../pages/inbox.ts';
import type { ServiceResponse } from '../service.ts';
import type { RawRequest } from './http-exchange.ts';

export interface HookOptions {
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly faults: Faults;
  /** Outputs of the deployment. */
  readonly outputs: () => Readonly<Record<string, string>>;
  reset(): Promise<void>;
  settle(): Promise<void>;
}

const Advance = z.strictObject({ ms: z.number().nonnegative().finite() });

const FaultOrder = z.union([
  z.strictObject({ clear: z.literal(true) }),
  z.strictObject({ indexLag: z.number().nonnegative() }),
  z.strictObject({
    point: z.enum([
      'throttle',
      'transaction-conflict',
      'unprocessed-items',
      'lost-acknowledgement',
      'duplicate-delivery',
      'reordered-delivery',
      'function-crash',
      'late-answer',
    ]),
    probability: z.number().min(0).max(1),
    scope: z.string().optional(),
  }),
]);

type Hook = (body: unknown) => Promise<unknown> | unknown;

/** The local cloud's own operations under `/_local/`, for tests, benchmarks and the inbox page. */
export function createHooks(
  options: HookOptions,
): (request: RawRequest) => Promise<ServiceResponse> {
  const { outbox, clock, faults, outputs, reset, settle } = options;
  const time = () => ({ now: clock.now(), offset: clock.offset() });
  const hooks: Readonly<Record<string, Hook>> = {
    'GET /_local/outbox': () => ({ messages: outbox.list().toReversed() }),
    'DELETE /_local/outbox': () => outbox.clear(),
    'GET /_local/outputs': outputs,
    'GET /_local/clock': time,
    'POST /_local/clock/advance': async (body) => {
      await clock.advance(Advance.parse(body).ms);
      return time();
    },
    'POST /_local/faults': (body) => {
      const order = FaultOrder.parse(body);
      if ('clear' in order) faults.clear();
      else if ('indexLag' in order) faults.indexLag = order.indexLag;
      else faults.set(order.point, order.probability, order.scope);
    },
    'POST /_local/settle': settle,
    'POST /_local/reset': reset,
  };

  return async (request) => {
    const refused = refuseForeignPages(request);
    if (refused) return refused;
    const { method, path } = request;
    if (method === 'GET' && path === '/_local/inbox') return inboxPage();
    const hook = hooks[`${method} ${path}`];
    if (!hook) return json(404, { message: `There is no ${method} ${path}.` });
    try {
      const answer = await hook(parseBody(request.body));
      return answer === undefined ? { status: 204 } : json(200, answer);
    } catch (error) {
      if (error instanceof SyntaxError)
        return json(400, { message: 'The body is not valid JSON.' });
      if (error instanceof z.ZodError) return json(400, { message: z.prettifyError(error) });
      throw error;
    }
  };
}

/**
 * Pages of other origins can neither set the header without a preflight, which is never answered, nor
 * reach this address under a name that resolves to it (DNS rebinding).
 */
function refuseForeignPages({ headers, method }: RawRequest): ServiceResponse | undefined {
  const host = (headers['host'] ?? '').replace(/:\d+$/, '').toLowerCase();
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(host))
    return json(403, { message: 'Only addresses of this machine itself are served.' });
  if (method !== 'GET' && headers['x-local'] !== '1')
    return json(403, { message: 'Send the header "x-local: 1" to change something.' });
  return undefined;
}

function parseBody(body: Uint8Array): unknown {
  return body.byteLength > 0 ? JSON.parse(Buffer.from(body).toString('utf8')) : {};
}

function json(status: number, document: unknown): ServiceResponse {
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
    body: JSON.stringify(document),
  };
}
