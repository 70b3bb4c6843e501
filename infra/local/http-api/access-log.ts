import { type GatewayRequest, logTime } from './gateway-request.ts';
import type { GatewayResponse } from './gateway-response.ts';

/** Fills a stage's log format (`$context.requestId` …); unknown variables give `-`, as AWS does. */
export function accessLine(
  format: string,
  facts: {
    readonly request: GatewayRequest;
    readonly response: GatewayResponse;
    readonly routeKey: string;
    readonly apiId: string;
    readonly domainName: string;
    readonly latency: number;
    readonly principal: string | undefined;
  },
): string {
  const { request, response } = facts;
  const values: Readonly<Record<string, string | undefined>> = {
    requestId: request.id,
    extendedRequestId: request.id,
    'identity.sourceIp': request.sourceIp,
    'identity.userAgent': request.headers['user-agent'],
    requestTime: logTime(request.at),
    requestTimeEpoch: String(request.at),
    httpMethod: request.method,
    path: request.path,
    protocol: request.protocol,
    routeKey: facts.routeKey,
    status: String(response.status),
    responseLength: String(response.body.length),
    responseLatency: String(facts.latency),
    integrationLatency: String(facts.latency),
    'integration.latency': String(facts.latency),
    'error.message': response.reason,
    integrationErrorMessage: response.reason,
    'authorizer.principalId': facts.principal,
    'authorizer.claims.sub': facts.principal,
    apiId: facts.apiId,
    domainName: facts.domainName,
    accountId: undefined,
    stage: '$default',
  };
  return format.replaceAll(/\$context\.([\w.]+)/g, (_whole, name: string) => values[name] ?? '-');
}
