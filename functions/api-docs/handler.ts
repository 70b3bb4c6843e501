import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { DomainError } from '#shared/errors/domain-error';
import { problem, securityHeaders } from '#shared/http/problem';
import { page, startScript } from './page.ts';

const asset = (name: string) => () =>
  readFileSync(join(process.env['LAMBDA_TASK_ROOT'] ?? '', name));

const files: Readonly<Record<string, { type: string; read: () => Buffer | string }>> = {
  '/docs': { type: 'text/html; charset=utf-8', read: () => page },
  '/docs/start.js': { type: 'text/javascript; charset=utf-8', read: () => startScript },
  '/docs/swagger-ui.css': { type: 'text/css; charset=utf-8', read: asset('swagger-ui.css') },
  '/docs/swagger-ui-bundle.js': {
    type: 'text/javascript; charset=utf-8',
    read: asset('swagger-ui-bundle.js'),
  },
  '/openapi.json': { type: 'application/json; charset=utf-8', read: asset('openapi.json') },
};

const packed = new Map<string, string>();

function gzipped(path: string, read: () => Buffer | string): string {
  const known = packed.get(path) ?? gzipSync(read()).toString('base64');
  packed.set(path, known);
  return known;
}

/** Serves the OpenAPI document and the page that shows it; nothing else can be reached by name. */
export async function handler(
  event: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> {
  const file = Object.hasOwn(files, event.rawPath) ? files[event.rawPath] : undefined;
  if (!file) return problem(new DomainError('request.not_found'), event.requestContext.requestId);
  return {
    statusCode: 200,
    isBase64Encoded: true,
    headers: {
      ...securityHeaders,
      'cache-control': 'public, max-age=300',
      // The viewer styles elements inline and draws its icons from data: addresses.
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'",
      'content-encoding': 'gzip',
      'content-type': file.type,
    },
    body: gzipped(event.rawPath, file.read),
  };
}
