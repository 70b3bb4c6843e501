import { createServer, type RequestListener, type ServerOptions } from 'node:http';

/** How much a client may take of a server; times in milliseconds. */
export type ClientLimits = Pick<
  ServerOptions,
  'maxHeaderSize' | 'headersTimeout' | 'requestTimeout' | 'connectionsCheckingInterval'
>;

/** As API Gateway has it: 10,240 bytes of headers; who is slower than a request may take is let go. */
export const gatewayLimits: ClientLimits = {
  maxHeaderSize: 10_240,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
};

export interface Listening {
  readonly url: string;
  /** Starts to answer; until then requests wait. */
  serve(listener: RequestListener): void;
  /** Ends all connections, also those in the middle of an answer. */
  close(): Promise<void>;
}

/**
 * Takes a port on 127.0.0.1 (0: any free one), so that its address is known before whoever answers
 * exists. Throws a sentence where the port is taken.
 */
export async function listen(port: number, limits: ClientLimits = {}): Promise<Listening> {
  const server = createServer({
    ...limits,
    // A client that reuses a connection must not meet a server that is just closing it.
    keepAliveTimeout: 600_000,
    noDelay: true,
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${port} is in use by another program: stop it, or choose another port.`)
          : error,
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const taken = typeof address === 'object' && address ? address.port : port;
  const waiting: Parameters<RequestListener>[] = [];
  const queue: RequestListener = (...exchange) => {
    waiting.push(exchange);
  };
  server.on('request', queue);
  return {
    url: `http://127.0.0.1:${taken}`,
    serve(listener) {
      server.off('request', queue);
      server.on('request', listener);
      for (const exchange of waiting.splice(0)) listener(...exchange);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
