import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ServiceResponse } from '../service.ts';

let page: ServiceResponse | undefined;

/**
 * The page that shows what people would have received. Messages are shown in sandboxed frames that
 * inherit this page's policy: no script, no request to anywhere, styles and inline images only.
 */
export function inboxPage(): ServiceResponse {
  page ??= readPage();
  return page;
}

function readPage(): ServiceResponse {
  const html = readFileSync(new URL('./inbox.html', import.meta.url), 'utf8');
  const script = /<script>([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
  const hash = createHash('sha256').update(script).digest('base64');
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': [
        "default-src 'none'",
        `script-src 'sha256-${hash}'`,
        "style-src 'unsafe-inline'",
        'img-src data:',
        "connect-src 'self'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ].join('; '),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
    body: html,
  };
}
