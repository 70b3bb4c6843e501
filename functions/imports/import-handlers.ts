import { linkSeconds } from '#shared/files/file-links';
import type { RouteHandlers } from '#shared/http/call';
import { countsOf } from '#shared/imports/save-outcomes';
import { cancelImport } from './cancel-import.ts';
import { changeImportPlan } from './change-import-plan.ts';
import { getImport } from './get-import.ts';
import { getImportFiles } from './get-import-files.ts';
import { getImportPlan } from './get-import-plan.ts';
import type { ImportDependencies } from './import-dependencies.ts';
import { deleteImportMapping, listImportMappings, saveImportMapping } from './import-mappings.ts';
import { importRecords } from './import-records.ts';
import { importView, planView, recordView, rowView } from './import-view.ts';
import { listImportRows } from './list-import-rows.ts';
import { listImports } from './list-imports.ts';
import { resumeImport } from './resume-import.ts';
import type { importRoutes } from './routes.ts';
import { runImport } from './run-import.ts';
import { startImport } from './start-import.ts';
import { testImport } from './test-import.ts';
import { undoImport } from './undo-import.ts';

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
    getImportPlan: async ({ principal, params }) => {
      const details = await getImportPlan(dependencies, principal, params.importId);
      return { body: planView(details, principal.locale) };
    },
    changeImportPlan: async ({ principal, params, body }) => {
      const job = await changeImportPlan(dependencies, principal, params.importId, body);
      return { body: importView(job, principal.locale) };
    },
    testImport: async ({ principal, params, body }) => {
      const job = await testImport(dependencies, principal, params.importId, body.rows);
      return { body: importView(job, principal.locale) };
    },
    runImport: async ({ principal, params }) => {
      const job = await runImport(dependencies, principal, params.importId);
      return { body: importView(job, principal.locale) };
    },
    resumeImport: async ({ principal, params }) => {
      const job = await resumeImport(dependencies, principal, params.importId);
      return { body: importView(job, principal.locale) };
    },
    undoImport: async ({ principal, params }) => {
      const job = await undoImport(dependencies, principal, params.importId);
      return { body: importView(job, principal.locale) };
    },
    importRecords: async ({ principal, body, request }) => {
      const { importId, outcomes } = await importRecords(dependencies, principal, {
        ...body,
        idempotencyKey: request.idempotencyKey,
        requestHash: request.requestHash,
      });
      const results = outcomes.map((outcome) => recordView(outcome, principal.locale));
      return { body: { importId, counts: countsOf(outcomes), results } };
    },
    listImportMappings: async ({ principal }) => ({
      body: { items: [...(await listImportMappings(dependencies, principal))] },
    }),
    saveImportMapping: async ({ principal, params, body }) => ({
      body: await saveImportMapping(dependencies, principal, { name: params.mappingName, ...body }),
    }),
    deleteImportMapping: async ({ principal, params }) => {
      await deleteImportMapping(dependencies, principal, params.mappingName);
      return { body: undefined };
    },
  };
}
