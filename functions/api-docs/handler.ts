import { serveFiles } from '#shared/http/serve-files';

/** Serves the OpenAPI document and the page that shows it. */
export const handler = serveFiles(
  {
    '/docs': { type: 'html', asset: 'docs.html' },
    '/docs/docs.js': { type: 'js', asset: 'docs.js' },
    '/docs/swagger-ui.css': { type: 'css', asset: 'swagger-ui.css' },
    '/docs/swagger-ui-bundle.js': { type: 'js', asset: 'swagger-ui-bundle.js' },
    '/openapi.json': { type: 'json', asset: 'openapi.json' },
  },
  // The viewer styles elements inline and draws its icons from data: addresses.
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'",
);
