import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServiceRequest, ServiceResponse } from '../service.ts';
import { BodyTooLarge, readBody } from './read-body.ts';

/** A request as it came in, before anyone knows who sent it. */
export type RawRequest = Omit<ServiceRequest, 'caller'>;

/** More than any object that a single request may carry here. */
const bodyLimit = 600 * 1024 * 1024;

/** Reads a whole request. Throws `BodyTooLarge` over 600 MB; rejects where the sender goes away. */
export async function readRequest(message: IncomingMessage): Promise<RawRequest> {
  const { url = '/', method = 'GET' } = message;
  const mark = url.indexOf('?');
  if (Number(message.headers['content-length'] ?? 0) > bodyLimit) throw new BodyTooLarge();
  return {
    method,
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers: flatHeaders(message),
    body: await readBody(message, bodyLimit),
  };
}

function flatHeaders({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) flat[name] = typeof value === 'string' ? value : value.join(',');
  return flat;
}

/** Sends an answer with what every one has: length, a request id and the cloud's own time. */
export function sendResponse(
  to: ServerResponse,
  response: ServiceResponse,
  about: { requestId: string; now: number },
): void {
  const body = typeof response.body === 'string' ? Buffer.from(response.body) : response.body;
  const headers: Record<string, string> = {
    // SDK clients correct their own clock by it, so signatures hold after time was moved ahead.
    date: new Date(about.now).toUTCString(),
    'x-amzn-requestid': about.requestId,
    ...response.headers,
  };
  const bodiless = response.status === 204 || response.status === 304;
  if (!bodiless && headers['content-length'] === undefined)
    headers['content-length'] = String(body?.byteLength ?? 0);
  to.writeHead(response.status, headers);
  to.end(body);
}
