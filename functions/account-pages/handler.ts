import { serveFiles } from '#shared/http/serve-files';

const page = { type: 'html', asset: 'account.html' } as const;

/** Serves one page for signing in and for setting a password; its script looks at the address. */
export const handler = serveFiles(
  {
    '/': page,
    '/sign-in': page,
    '/reset': page,
    '/sso/callback': page,
    '/pages/account.css': { type: 'css', asset: 'account.css' },
    '/pages/account.js': { type: 'js', asset: 'account.js' },
    '/pages/texts.js': { type: 'js', asset: 'texts.js' },
  },
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
);
