import type { ServiceRequest, ServiceResponse } from '../../service.ts';

/** An OAuth error by its name (RFC 6749, 5.2; RFC 6750, 3.1). */
export class OAuthError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, description = '', status = 400) {
    super(description);
    this.name = 'OAuthError';
    this.code = code;
    this.status = status;
  }
}

const safe = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

export function json(status: number, document: object): ServiceResponse {
  return {
    status,
    headers: { ...safe, 'content-type': 'application/json;charset=UTF-8' },
    body: JSON.stringify(document),
  };
}

export function redirect(location: string, setCookie?: string): ServiceResponse {
  return { status: 302, headers: { ...safe, location, ...cookieHeader(setCookie) } };
}

/** A page without script. Its forms may lead to any client, so the policy names no form action. */
export function page(
  status: number,
  { title, body, setCookie }: { title: string; body: string; setCookie?: string },
): ServiceResponse {
  return {
    status,
    headers: {
      ...safe,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
      ...cookieHeader(setCookie),
    },
    body: `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>
<style>body{font:1rem system-ui;max-width:24rem;margin:4rem auto;padding:0 1rem}
label,input,button,a{display:block;width:100%;box-sizing:border-box;margin:.5rem 0;font:inherit}</style>
<h1>${escapeHtml(title)}</h1>${body}</html>`,
  };
}

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);
}

/** The address that the browser used; the local cloud has no other name for itself. */
export function originOf({ headers }: ServiceRequest): string {
  return `http://${headers['host'] ?? 'localhost'}`;
}

/** A cookie of the managed pages; `seconds` 0 takes it away. */
export function cookie(name: string, value: string, seconds: number): string {
  return `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax`;
}

export function readCookie({ headers }: ServiceRequest, name: string): string | undefined {
  const pairs = (headers['cookie'] ?? '').split(/;\s*/).map((pair) => pair.split('='));
  return pairs.find(([each]) => each === name)?.[1];
}

/** Reads a form. Throws `OAuthError` for any other kind of body. */
export function readForm({ headers, body }: ServiceRequest): URLSearchParams {
  if (!/^application\/x-www-form-urlencoded\b/.test(headers['content-type'] ?? ''))
    throw new OAuthError('invalid_request', 'The body is not a form.');
  return new URLSearchParams(Buffer.from(body).toString('utf8'));
}

function cookieHeader(setCookie: string | undefined): Readonly<Record<string, string>> {
  return setCookie === undefined ? {} : { 'set-cookie': setCookie };
}
