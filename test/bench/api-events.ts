import type { APIGatewayProxyEventV2 } from 'aws-lambda';

export interface ApiCall {
  /** As in the catalogue: `GET /contacts/{contactId}`. */
  readonly routeKey: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The event API Gateway hands to a function (payload 2.0) for a call with this session. */
export function apiEvent(token: string, call: ApiCall): APIGatewayProxyEventV2 {
  const [method = '', template = ''] = call.routeKey.split(' ');
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => call.params?.[name] ?? '');
  const query = new URLSearchParams(call.query).toString();
  return {
    version: '2.0',
    routeKey: call.routeKey,
    rawPath: path,
    rawQueryString: query,
    headers: {
      authorization: `Bearer ${token}`,
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...call.headers,
    },
    ...(call.params ? { pathParameters: call.params } : {}),
    ...(call.query ? { queryStringParameters: call.query } : {}),
    requestContext: {
      accountId: '000000000000',
      apiId: 'bench',
      domainName: 'localhost',
      domainPrefix: 'bench',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'bench' },
      requestId: 'bench',
      routeKey: call.routeKey,
      stage: '$default',
      time: '01/Jan/2026:00:00:00 +0000',
      timeEpoch: 0,
    },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    isBase64Encoded: false,
  };
}
