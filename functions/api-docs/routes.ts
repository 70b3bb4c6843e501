import { defineRoutes } from '#shared/http/route';

/** Served as files, not as JSON through `serve`: the answers have no response schema. */
export const apiDocsRoutes = defineRoutes({
  readApiDocs: {
    method: 'GET',
    path: '/docs',
    summary: 'Browse the API documentation',
    permission: 'public',
    status: 200,
    errors: [],
  },
  readApiDocsFile: {
    method: 'GET',
    path: '/docs/{file}',
    summary: 'Read a file of the API documentation page',
    permission: 'public',
    status: 200,
    errors: ['request.not_found'],
  },
  readOpenApi: {
    method: 'GET',
    path: '/openapi.json',
    summary: 'Read the OpenAPI 3.1 document',
    permission: 'public',
    status: 200,
    errors: [],
  },
});
