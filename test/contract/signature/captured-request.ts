import { Readable } from 'node:stream';
import type { SignableRequest } from '#infra/local/canonical-request';

interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Runs an SDK call up to the wire and gives what it would have sent, instead of sending it. */
export async function capture(
  send: (requestHandler: { handle(request: SdkRequest): Promise<never> }) => Promise<unknown>,
): Promise<SignableRequest> {
  let captured: SignableRequest | undefined;
  const stop = new Error('captured');
  const handle = async (request: SdkRequest): Promise<never> => {
    captured = await toSignable(request);
    throw stop;
  };
  await send({ handle }).catch((error: unknown) => {
    if (!captured) throw error;
  });
  if (!captured) throw new Error('The call sent nothing');
  return captured;
}

async function toSignable(request: SdkRequest): Promise<SignableRequest> {
  const headers = Object.entries(request.headers).map(([name, value]) => [
    name.toLowerCase(),
    value,
  ]);
  const pairs = Object.entries(request.query ?? {}).flatMap(([name, value]) =>
    [value ?? ''].flat().map((each) => `${encodeURIComponent(name)}=${encodeURIComponent(each)}`),
  );
  return {
    method: request.method,
    path: request.path,
    query: pairs.join('&'),
    headers: Object.fromEntries(headers),
    body: await readBody(request.body),
  };
}

async function readBody(body: unknown): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return body;
  if (body instanceof Readable) return Buffer.concat(await body.toArray());
  throw new Error('A body of an unknown kind');
}

/** A presigned URL as the request a browser would make of it. */
export function presignedRequest(url: string, method = 'GET'): SignableRequest {
  const { pathname, search, host } = new URL(url);
  return { method, path: pathname, query: search.slice(1), headers: { host }, body: Buffer.of() };
}
