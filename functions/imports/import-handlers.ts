import type { RouteHandlers } from '#shared/http/call';
import { cancelImport } from './cancel-import.ts';
import { getImport } from './get-import.ts';
import { getImportFiles } from './get-import-files.ts';
import { type ImportDependencies, linkSeconds } from './import-dependencies.ts';
import { importView, rowView } from './import-view.ts';
import { listImportRows } from './list-import-rows.ts';
import { listImports } from './list-imports.ts';
import type { importRoutes } from './routes.ts';
import { startImport } from './start-import.ts';

/** The use cases behind the routes of imports. */
export function importHandlers(
  dependencies: ImportDependencies,
): RouteHandlers<typeof importRoutes> {
  return {
    startImport: async ({ principal, body }) => {
      const { job, upload } = await startImport(dependencies, principal, body);
      return { body: { import: importView(job, principal.locale), upload } };
    },
    listImports: async ({ principal, query: { limit, cursor } }) => {
      const { jobs, nextCursor } = await listImports(dependencies, principal, {
        limit: Number(limit),
        cursor,
      });
      return { body: { items: jobs.map((job) => importView(job, principal.locale)), nextCursor } };
    },
    getImport: async ({ principal, params }) => {
      const { job, ...details } = await getImport(dependencies, principal, params.importId);
      return { body: { ...importView(job, principal.locale), ...details } };
    },
    listImportRows: async ({ principal, params, query: { limit, cursor, outcome } }) => {
      const { rows, nextCursor } = await listImportRows(dependencies, principal, {
        importId: params.importId,
        outcome,
        limit: Number(limit),
        cursor,
      });
      return { body: { items: rows.map((row) => rowView(row, principal.locale)), nextCursor } };
    },
    getImportFiles: async ({ principal, params }) => {
      const links = await getImportFiles(dependencies, principal, params.importId);
      return { body: { ...links, expiresInSeconds: linkSeconds } };
    },
    cancelImport: async ({ principal, params }) => {
      const job = await cancelImport(dependencies, principal, params.importId);
      return { body: importView(job, principal.locale) };
    },
  };
}
