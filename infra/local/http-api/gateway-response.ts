import * as z from 'zod';
import { isHopHeader } from './gateway-request.ts';

/** What goes back to the client; header values may be several for `set-cookie`. */
export interface GatewayResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
  /** Why the gateway itself answered, for the access log. */
  readonly reason?: string;
}

const headerValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const Answer = z.looseObject({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), headerValue).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/** The gateway's own answers are all of this form. */
export function message(
  status: number,
  text: string,
  options: { readonly headers?: Record<string, string>; readonly reason?: string } = {},
): GatewayResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', ...options.headers },
    body: Buffer.from(JSON.stringify({ message: text })),
    reason: options.reason ?? text,
  };
}

function json(body: string): GatewayResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(body),
  };
}

/**
 * Turns a function's answer into a response by the rules of payload format 2.0. An answer without
 * `statusCode` is the body of a 200; one that cannot be read is a 500.
 */
export function responseOf(payload: unknown): GatewayResponse {
  if (typeof payload === 'string') return json(payload);
  if (typeof payload !== 'object' || payload === null || !('statusCode' in payload))
    return json(JSON.stringify(payload));
  const answer = Answer.safeParse(payload);
  if (!answer.success)
    return message(500, 'Internal Server Error', {
      reason: `The function's answer does not fit payload format 2.0: ${z.prettifyError(answer.error)}`,
    });
  const { statusCode, headers, cookies, body, isBase64Encoded } = answer.data;
  const kept = Object.entries(headers ?? {})
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !isHopHeader(name) && name !== 'content-length');
  return {
    status: statusCode,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...Object.fromEntries(kept),
      ...(cookies && cookies.length > 0 ? { 'set-cookie': cookies } : {}),
    },
    body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
  };
}
