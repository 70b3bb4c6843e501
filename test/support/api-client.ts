import { departure } from './documented.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests assert on the shape they expect.
  readonly body: any;
  readonly text: string;
}

export interface ApiRequest {
  readonly token?: string;
  readonly body?: unknown;
  /** Sent as it is, for bodies that are not JSON. */
  readonly rawBody?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Speaks to the API as any client would; nothing is retried and no status is an exception. What is not
 * as the API's document says throws (API-24).
 */
export interface ApiClient {
  readonly url: string;
  /** The session it uses unless a request names another. */
  readonly token: string | undefined;
  send(method: string, path: string, request?: ApiRequest): Promise<ApiAnswer>;
}

/** A client for the API at this address; `token` is sent where a request names none of its own. */
export function apiClient(url: string, token?: string): ApiClient {
  return {
    url,
    token,
    async send(method, path, request = {}) {
      const bearer = request.token ?? token;
      const json = request.body === undefined ? undefined : JSON.stringify(request.body);
      const body = request.rawBody ?? json;
      const address = new URL(`${url}${path}`);
      const response = await fetch(address, {
        method,
        redirect: 'manual',
        headers: {
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
          ...request.headers,
        },
        ...(body === undefined ? {} : { body }),
      });
      const text = await response.text();
      const { status, headers } = response;
      const answered = { method, path: address.pathname, status, headers, text };
      const fault = departure(answered);
      if (fault) throw new Error(`${method} ${path}: ${response.status}, but ${fault}.`);
      const isJson = (headers.get('content-type') ?? '').includes('json');
      return {
        status,
        headers,
        body: isJson && text ? JSON.parse(text) : undefined,
        text,
      };
    },
  };
}
