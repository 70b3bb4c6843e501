import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type ErrorCode, errorCodes } from '#shared/errors/codes';
import type { DomainError } from '#shared/errors/domain-error';

/** Sent with every answer: nothing is cached, sniffed or framed (ASVS 3.4, 14.3.2). */
export const securityHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
} as const;

/** What is left of a limit, and the limit (draft-ietf-httpapi-ratelimit-headers-10). */
function rateLimitHeaders(
  { name, most, windowSeconds }: NonNullable<DomainError['details']['quota']>,
  seconds = windowSeconds,
) {
  return {
    ratelimit: `"${name}";r=0;t=${seconds}`,
    'ratelimit-policy': `"${name}";q=${most};w=${windowSeconds}`,
  };
}

/** An error as `application/problem+json` (RFC 9457) with code, request id and the fields at fault. */
export function problem(
  error: Pick<DomainError, 'code' | 'details'>,
  requestId: string,
): APIGatewayProxyStructuredResultV2 {
  const code: ErrorCode = error.code;
  const { status, title } = errorCodes[code];
  const { detail, fields, conflictsWith, mergedInto, retryAfter, quota } = error.details;
  const seconds = retryAfter === undefined ? undefined : Math.ceil(retryAfter);
  return {
    statusCode: status,
    headers: {
      ...securityHeaders,
      'content-type': 'application/problem+json; charset=utf-8',
      'x-request-id': requestId,
      ...(seconds === undefined ? {} : { 'retry-after': String(seconds) }),
      ...(quota === undefined ? {} : rateLimitHeaders(quota, seconds)),
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    },
    body: JSON.stringify({
      type: 'about:blank',
      title,
      status,
      code,
      requestId,
      ...(detail === undefined ? {} : { detail }),
      ...(fields === undefined ? {} : { fields }),
      ...(conflictsWith === undefined ? {} : { conflictsWith }),
      ...(mergedInto === undefined ? {} : { mergedInto }),
    }),
  };
}
