import * as z from 'zod';
import { Counts, TableForm } from '#shared/imports/import-job';
import { importStates } from '#shared/imports/import-states';
import { MappedColumn } from '#shared/imports/mapping/mapping';
import { outcomes } from '#shared/imports/row-outcome';
import { objectNames } from '#shared/objects/names';

/** A problem with its sentence in the reader's language. */
const ProblemView = z.strictObject({ code: z.string(), message: z.string() });

/** An import as the API shows it. */
export const ImportView = z
  .strictObject({
    id: z.string(),
    state: z.enum(importStates),
    fileName: z.string(),
    object: z.enum(objectNames).optional(),
    startedBy: z.string(),
    createdAt: z.string(),
    updatedAt: z.string(),
    endedAt: z.string().optional(),
    rows: z.int().optional(),
    counts: Counts.optional(),
    file: TableForm.optional(),
    problems: z.array(ProblemView),
    sameAs: z.string().optional(),
  })
  .meta({ id: 'Import', description: 'An import and where it stands.' });

/** One import with its columns and how far it is. */
export const ImportDetail = ImportView.extend({
  columns: z.array(MappedColumn).optional(),
  progress: z.strictObject({ rowsDone: z.int(), rows: z.int() }).optional(),
}).meta({ id: 'ImportDetail', description: 'An import with its columns and progress.' });

/** One row's end; cells only of failed rows. */
export const ImportRowView = z
  .strictObject({
    row: z.int(),
    outcome: z.enum(outcomes),
    recordId: z.string().optional(),
    reason: ProblemView.optional(),
    warnings: z.array(ProblemView).optional(),
    cells: z.array(z.string()).optional(),
  })
  .meta({ id: 'ImportRow', description: 'What became of one row of the file.' });

/** What a browser posts the file with: fields first, the file last, as `multipart/form-data`. */
export const UploadForm = z
  .strictObject({ url: z.string(), fields: z.record(z.string(), z.string()) })
  .meta({ id: 'UploadForm', description: 'A form that takes one file for ten minutes.' });
