import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gatewayLimits } from '../endpoint/listen.ts';
import { BodyTooLarge } from '../endpoint/read-body.ts';
import type { CloudContext, ResourceType } from '../service.ts';
import { createApiResources } from './api-resources.ts';
import { createGateway, type GatewayNeeds } from './gateway.ts';
import { readGatewayRequest } from './gateway-request.ts';
import { type GatewayResponse, message } from './gateway-response.ts';

/** Answers paths beside the API, for example the inbox page. */
export type LocalHandler = (request: IncomingMessage, response: ServerResponse) => void;

export interface HttpApi {
  readonly resourceTypes: Readonly<Record<string, ResourceType>>;
  /** Hands every path at or below the prefix (`/docs`) to the handler instead of the API. */
  mount(prefix: string, handler: LocalHandler): void;
  /** The last 10,000 lines of the stage's access log. */
  accessLog(): readonly string[];
  /** Answers one request: for a server that is there already. */
  readonly listener: LocalHandler;
  /** Serves on 127.0.0.1; port 0 takes a free one. Rejects where the port is taken. */
  listen(port: number): Promise<{ readonly url: string }>;
  close(): Promise<void>;
}

/** How many lines of the access log are kept for tests and the operator. */
const keptLines = 10_000;

function write(response: ServerResponse, answer: GatewayResponse): void {
  response.statusCode = answer.status;
  for (const [name, value] of Object.entries(answer.headers))
    response.setHeader(name, typeof value === 'string' ? value : [...value]);
  if (answer.status !== 204 && answer.status !== 304)
    response.setHeader('content-length', answer.body.length);
  response.end(answer.body);
}

/** API Gateway's HTTP API on a local port, with payload format 2.0. */
export function createHttpApi(
  context: CloudContext,
  needs: Omit<GatewayNeeds, 'onAccess'>,
): HttpApi {
  const resources = createApiResources(context);
  const accessLines: string[] = [];
  const gateway = createGateway(context, resources, {
    ...needs,
    onAccess(line) {
      accessLines.push(line);
      if (accessLines.length > keptLines) accessLines.shift();
    },
  });
  const mounted = new Map<string, LocalHandler>();

  const handlerFor = (path: string): LocalHandler | undefined => {
    for (const [prefix, handler] of mounted)
      if (path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`))
        return handler;
    return undefined;
  };

  const answer = async (request: IncomingMessage): Promise<GatewayResponse> => {
    try {
      const facts = { id: randomUUID(), at: context.clock.now() };
      return await gateway(await readGatewayRequest(request, facts));
    } catch (error) {
      if (error instanceof BodyTooLarge)
        return message(413, 'Request Entity Too Large', { headers: { connection: 'close' } });
      throw error;
    }
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      write(response, await answer(request));
    } catch (error) {
      if (!request.complete && request.destroyed) return;
      context.warn(error instanceof Error ? (error.stack ?? error.message) : String(error));
      if (!response.headersSent) write(response, message(500, 'Internal Server Error'));
    }
  };

  const listener: LocalHandler = (request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const local = handlerFor(path);
    if (local) local(request, response);
    else void serve(request, response);
  };
  const server = createServer(gatewayLimits, listener);

  return {
    resourceTypes: resources.resourceTypes,
    accessLog: () => accessLines,
    listener,
    mount(prefix, handler) {
      mounted.set(prefix, handler);
    },
    listen: (port) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => {
          server.off('error', reject);
          const address = server.address();
          const bound = typeof address === 'object' && address ? address.port : port;
          resolve({ url: `http://127.0.0.1:${bound}` });
        });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
