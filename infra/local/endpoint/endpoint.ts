import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import {
  type AccessControl,
  type Caller,
  type CloudService,
  type Credentials,
  ServiceError,
  type ServiceResponse,
} from '../service.ts';
import { verifySignature } from '../signature.ts';
import { type RawRequest, readRequest, sendResponse } from './http-exchange.ts';
import { BodyTooLarge } from './read-body.ts';
import { type ServiceName, serviceOf } from './service-of.ts';
import { createTurns } from './turns.ts';

/** Larger than what people's requests ask of a table; transactions of imports are some hundred kilobytes. */
const largeBytes = 32_768;

export interface EndpointOptions {
  readonly services: Readonly<Partial<Record<ServiceName, CloudService>>>;
  readonly credentials: Credentials;
  readonly access: AccessControl;
  readonly clock: Clock;
  readonly faults: Faults;
  /** Answers what begins with `/_local/`. */
  readonly hooks: (request: RawRequest) => Promise<ServiceResponse>;
  /** Told of what no request should be able to cause. */
  readonly onDefect: (text: string) => void;
}

/**
 * The one address of all AWS services: checks signature and permission, then lets the service answer.
 * Every request gets an answer; what fails unexpectedly is a 500 in the service's own format.
 */
export function createEndpoint(options: EndpointOptions): RequestListener {
  const { clock, hooks, onDefect } = options;
  const turns = createTurns();

  const answer = async (message: IncomingMessage, to: ServerResponse) => {
    const requestId = randomUUID();
    const send = (response: ServiceResponse) =>
      sendResponse(to, response, { requestId, now: clock.now() });
    let request: RawRequest;
    try {
      request = await readRequest(message);
    } catch (error) {
      if (!(error instanceof BodyTooLarge)) return to.destroy();
      to.shouldKeepAlive = false;
      return send(refuseUnread(413, 'RequestEntityTooLarge', 'The body is larger than 600 MB.'));
    }
    if (request.body.byteLength > largeBytes) await turns.take();
    return send(
      request.path.startsWith('/_local/')
        ? await hooks(request)
        : await callService(request, options),
    );
  };

  return (message, to) => {
    answer(message, to).catch((error: unknown) => {
      onDefect(`The local cloud failed at ${describe(message)}: ${stackOf(error)}`);
      if (to.headersSent) to.destroy();
      else to.writeHead(500).end();
    });
  };
}

async function callService(
  request: RawRequest,
  { services, credentials, access, clock, faults, onDefect }: EndpointOptions,
): Promise<ServiceResponse> {
  const name = serviceOf(request);
  const service = name && services[name];
  if (!service)
    return refuseUnread(
      404,
      'UnknownServiceException',
      'The local cloud does not emulate this service; see infra/local/GAPS.md.',
    );
  const anonymous = { ...request, caller: { kind: 'anonymous' } as const };
  try {
    const verified = service.isUnsigned?.(request)
      ? undefined
      : verifySignature(request, { credentials, now: clock.now() });
    const caller: Caller = verified?.kind === 'signed' ? verified.caller : anonymous.caller;
    const known = { ...request, caller };
    access.check(caller, service.needs(known));
    // What the caller has given up meanwhile is done all the same, as in AWS.
    if (faults.strikes('late-answer', `${name}:`)) await faults.cleared();
    return await service.handle(known);
  } catch (error) {
    if (error instanceof ServiceError) return service.refuse(anonymous, error);
    onDefect(`The local ${name} failed at ${describe(request)}: ${stackOf(error)}`);
    const failure = new ServiceError('InternalFailure', 'The local cloud failed; see its output.', {
      status: 500,
    });
    return service.refuse(anonymous, failure);
  }
}

function refuseUnread(status: number, code: string, message: string): ServiceResponse {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify({ __type: code, message }),
  };
}

// Neither query nor body: they may carry signatures, tokens and personal values.
function describe(request: {
  method?: string | undefined;
  url?: string | undefined;
  path?: string;
  headers: Readonly<Record<string, unknown>>;
}): string {
  const path = request.path ?? request.url?.split('?')[0];
  const target = request.headers['x-amz-target'];
  return `${request.method} ${path}${typeof target === 'string' ? ` (${target})` : ''}`;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
