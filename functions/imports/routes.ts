import * as z from 'zod';
import { defineRoutes } from '#shared/http/route';
import { outcomes } from '#shared/imports/row-outcome';
import { objectNames } from '#shared/objects/names';
import { pageQuery } from '../records/list-query.ts';
import { ImportDetail, ImportRowView, ImportView, UploadForm } from './import-schemas.ts';

const params = z.object({
  importId: z.string().max(128).meta({ description: 'The import’s id.' }),
});

/** Links hold five minutes: long enough to click, too short to pass on. */
const link = z.string().optional();

export const importRoutes = defineRoutes({
  startImport: {
    method: 'POST',
    path: '/imports',
    summary: 'Start an import and get a form to upload its file',
    permission: 'imports.run',
    body: z.strictObject({
      fileName: z.string().min(1).max(255),
      object: z
        .enum(objectNames)
        .optional()
        .meta({ description: 'What the rows are; recognised by the header if left out.' }),
    }),
    status: 201,
    response: z.strictObject({ import: ImportView, upload: UploadForm }),
    errors: [],
  },
  listImports: {
    method: 'GET',
    path: '/imports',
    summary: 'List imports, newest first',
    permission: 'imports.run',
    query: pageQuery,
    status: 200,
    response: z.strictObject({ items: z.array(ImportView), nextCursor: z.string().optional() }),
    errors: ['request.cursor_invalid'],
  },
  getImport: {
    method: 'GET',
    path: '/imports/{importId}',
    summary: 'Get an import with its columns and progress',
    permission: 'imports.run',
    params,
    status: 200,
    response: ImportDetail,
    errors: ['request.not_found'],
  },
  listImportRows: {
    method: 'GET',
    path: '/imports/{importId}/rows',
    summary: 'List what became of the rows',
    permission: 'imports.run',
    params,
    query: pageQuery.extend({
      outcome: z.enum(outcomes).optional().meta({ description: 'Only rows that ended so.' }),
    }),
    status: 200,
    response: z.strictObject({ items: z.array(ImportRowView), nextCursor: z.string().optional() }),
    errors: ['request.not_found', 'request.cursor_invalid'],
  },
  getImportFiles: {
    method: 'GET',
    path: '/imports/{importId}/files',
    summary: 'Get links to the report, the error file and the original',
    permission: 'imports.run',
    params,
    status: 200,
    response: z.strictObject({
      report: link,
      errors: link,
      original: link,
      expiresInSeconds: z.int(),
    }),
    errors: ['request.not_found'],
  },
  cancelImport: {
    method: 'POST',
    path: '/imports/{importId}/cancel',
    summary: 'Cancel an import; rows already imported stay',
    permission: 'imports.run',
    params,
    status: 200,
    response: ImportView,
    errors: ['request.not_found', 'import.state_conflict'],
  },
});
