import * as z from 'zod';
import { defineRoutes } from '#shared/http/route';
import { SaidConventions } from '#shared/imports/conventions';
import { Counts, Reading } from '#shared/imports/import-job';
import { carefulOptions, ImportOptions } from '#shared/imports/import-options';
import { MappingName, SavedMapping } from '#shared/imports/mapping/saved-mapping';
import { outcomes } from '#shared/imports/row-outcome';
import { objectNames } from '#shared/objects/names';
import { pageQuery } from '../records/list-query.ts';
import {
  ImportDetail,
  ImportedRecordView,
  ImportMappingView,
  ImportPlanView,
  ImportRowView,
  ImportView,
  UploadForm,
} from './import-schemas.ts';

const params = z.object({
  importId: z.string().max(128).meta({ description: 'The import’s id.' }),
});

const mappingParams = z.object({
  mappingName: MappingName.meta({
    description: 'The mapping’s name, which is a drop folder, too.',
  }),
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
      mapping: MappingName.optional().meta({ description: 'A saved mapping to use.' }),
      options: ImportOptions.optional(),
      conventions: SaidConventions.optional().meta({
        description: 'How the file writes things; what is left out is told from it.',
      }),
      review: z
        .boolean()
        .optional()
        .meta({ description: 'Wait with the plan until it is started.' }),
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
      test: link,
      undo: link,
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
  getImportPlan: {
    method: 'GET',
    path: '/imports/{importId}/plan',
    summary: 'See how a file was understood and what its first rows become',
    permission: 'imports.run',
    params,
    status: 200,
    response: ImportPlanView,
    errors: ['request.not_found', 'import.state_conflict'],
  },
  changeImportPlan: {
    method: 'PUT',
    path: '/imports/{importId}/plan',
    summary: 'Say how a file is to be read and its columns imported',
    permission: 'imports.run',
    params,
    body: z.strictObject({
      object: z.enum(objectNames).optional(),
      mapping: MappingName.optional(),
      reading: Reading.optional(),
      options: ImportOptions.optional(),
    }),
    status: 202,
    response: ImportView,
    errors: ['request.not_found', 'import.state_conflict'],
  },
  testImport: {
    method: 'POST',
    path: '/imports/{importId}/test',
    summary: 'Try a planned import without writing anything',
    permission: 'imports.run',
    params,
    body: z.strictObject({
      rows: z
        .int()
        .min(1)
        .max(1_048_576)
        .optional()
        .meta({ description: 'How many rows from the first; all if left out.' }),
    }),
    status: 202,
    response: ImportView,
    errors: ['request.not_found', 'import.state_conflict'],
  },
  runImport: {
    method: 'POST',
    path: '/imports/{importId}/run',
    summary: 'Start a planned import',
    permission: 'imports.run',
    params,
    status: 202,
    response: ImportView,
    errors: ['request.not_found', 'import.state_conflict'],
  },
  resumeImport: {
    method: 'POST',
    path: '/imports/{importId}/resume',
    summary: 'Go on with a cancelled import or try given-up rows again',
    permission: 'imports.run',
    params,
    status: 202,
    response: ImportView,
    errors: ['request.not_found', 'import.state_conflict'],
  },
  undoImport: {
    method: 'POST',
    path: '/imports/{importId}/undo',
    summary: 'Take back what an import did, within 30 days',
    permission: 'imports.run',
    params,
    status: 202,
    response: ImportView,
    errors: ['request.not_found', 'import.state_conflict'],
  },
  importRecords: {
    method: 'POST',
    path: '/imports/records',
    summary: 'Write up to 1,000 records by the rules of an import',
    permission: 'imports.run',
    body: z.strictObject({
      object: z.enum(objectNames),
      options: ImportOptions.default(carefulOptions),
      records: z.array(z.record(z.string(), z.unknown())).min(1).max(1_000),
    }),
    maxBodyBytes: 5_000_000,
    status: 200,
    response: z.strictObject({
      importId: z.string(),
      counts: Counts,
      results: z.array(ImportedRecordView),
    }),
    errors: ['request.idempotency_mismatch'],
  },
  listImportMappings: {
    method: 'GET',
    path: '/import-mappings',
    summary: 'List saved mappings',
    permission: 'imports.run',
    status: 200,
    response: z.strictObject({ items: z.array(ImportMappingView) }),
    errors: [],
  },
  saveImportMapping: {
    method: 'PUT',
    path: '/import-mappings/{mappingName}',
    summary: 'Save a mapping for files of the same kind',
    permission: 'imports.run',
    params: mappingParams,
    body: SavedMapping.pick({ object: true, columns: true, conventions: true }).extend({
      options: ImportOptions.default(carefulOptions),
    }),
    status: 200,
    response: ImportMappingView,
    errors: [],
  },
  deleteImportMapping: {
    method: 'DELETE',
    path: '/import-mappings/{mappingName}',
    summary: 'Forget a saved mapping',
    permission: 'imports.run',
    params: mappingParams,
    status: 204,
    errors: ['request.not_found'],
  },
});
