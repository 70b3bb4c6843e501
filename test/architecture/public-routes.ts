/** What strangers may call, reviewed one by one; a route that joins them has to be added here. */
export const reviewedPublicRoutes: Readonly<Record<string, string>> = {
  'GET /docs': 'the documentation page holds no data',
  'GET /docs/{file}': 'files of the documentation page, by a fixed list',
  'GET /openapi.json': 'describes the API, holds no data',
};
