import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { Clock } from '../clock.ts';
import type { ServiceResponse } from '../service.ts';
import { type RawRequest, readRequest, sendResponse } from './http-exchange.ts';

/** Answers the local cloud's own operations on a second server, so that the inbox is beside the API. */
export function serveHooks(
  hooks: (request: RawRequest) => Promise<ServiceResponse>,
  { clock, onDefect }: { readonly clock: Clock; readonly onDefect: (text: string) => void },
): RequestListener {
  return (message, to) => {
    readRequest(message)
      .then(hooks)
      .then((response) => sendResponse(to, response, { requestId: randomUUID(), now: clock.now() }))
      .catch((error: unknown) => {
        onDefect(`The local cloud failed at ${message.method} of its own: ${String(error)}`);
        to.destroy();
      });
  };
}
