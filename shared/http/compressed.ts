import { gzipSync } from 'node:zlib';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/**
 * Bytes from which an answer is compressed. A function may answer 6 MB at most (“Lambda quotas”), which lists
 * of everybody and everything they may do soon have; below it compressing costs more than it saves.
 */
const largeBytes = 1_000_000;

/** The answer compressed if it is large and whoever asks can read that (RFC 9110, 12.5.3). */
export function compressed(
  result: APIGatewayProxyStructuredResultV2,
  acceptEncoding = '',
): APIGatewayProxyStructuredResultV2 {
  const { body, headers } = result;
  const isLarge = body !== undefined && Buffer.byteLength(body) >= largeBytes;
  if (!isLarge || result.isBase64Encoded || !acceptsGzip(acceptEncoding)) return result;
  return {
    ...result,
    headers: { ...headers, 'content-encoding': 'gzip', vary: 'accept-encoding' },
    body: gzipSync(body).toString('base64'),
    isBase64Encoded: true,
  };
}

function acceptsGzip(acceptEncoding: string): boolean {
  return acceptEncoding
    .split(',')
    .some((each) => /^\s*(?:gzip|\*)\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/i.test(each));
}
