import { type ServedFile, serveFiles } from '#shared/http/serve-files';
import { pageAddresses, pageDocument, pageFiles } from './page-files.ts';

const pages = pageAddresses.map((path) => [path, { type: 'html', asset: pageDocument }] as const);
const files = pageFiles.map(
  (asset) => [`/pages/${asset}`, { type: asset.endsWith('.css') ? 'css' : 'js', asset }] as const,
);

/** Serves one document at the address of each page, and its scripts. */
export const handler = serveFiles(
  Object.fromEntries<ServedFile>([...pages, ...files]),
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
);
