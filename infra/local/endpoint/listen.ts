import { createServer, type RequestListener } from 'node:http';

export interface Listening {
  readonly port: number;
  /** Ends all connections, also those in the middle of an answer. */
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1; port 0 takes any free one. Throws a sentence where the port is taken.
 * Connections stay open for ten minutes: a client that reuses one must not meet a closing server.
 */
export async function listen(listener: RequestListener, port: number): Promise<Listening> {
  const server = createServer({ keepAliveTimeout: 600_000, noDelay: true }, listener);
  server.maxRequestsPerSocket = 0;
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
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
