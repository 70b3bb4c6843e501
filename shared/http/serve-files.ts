import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { DomainError } from '#shared/errors/domain-error';
import { problem, securityHeaders } from './problem.ts';

const mediaTypes = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
} as const;

export interface ServedFile {
  readonly type: keyof typeof mediaTypes;
  /** Name of the file beside the bundle (`assets` of the function's description). */
  readonly asset: string;
}

/**
 * Serves a fixed list of files that lie beside the bundle, packed once per environment; nothing else
 * can be reached by name. `contentSecurityPolicy` replaces the API's, which forbids everything.
 */
export function serveFiles(
  files: Readonly<Record<string, ServedFile>>,
  contentSecurityPolicy: string,
): (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2> {
  const listed = new Map(Object.entries(files));
  const packed = new Map<string, string>();
  const pack = ({ asset }: ServedFile): string => {
    const body =
      packed.get(asset) ??
      gzipSync(readFileSync(join(process.env['LAMBDA_TASK_ROOT'] ?? '', asset))).toString('base64');
    packed.set(asset, body);
    return body;
  };
  return async (event) => {
    const file = listed.get(event.rawPath);
    if (!file) return problem(new DomainError('request.not_found'), event.requestContext.requestId);
    return {
      statusCode: 200,
      isBase64Encoded: true,
      headers: {
        ...securityHeaders,
        'cache-control': 'public, max-age=300',
        'content-security-policy': contentSecurityPolicy,
        'content-encoding': 'gzip',
        'content-type': mediaTypes[file.type],
      },
      body: pack(file),
    };
  };
}
