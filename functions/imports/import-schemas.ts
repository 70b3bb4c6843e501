import * as z from 'zod';
import { SaidConventions } from '#shared/imports/conventions';
import { Counts, TableForm, TestRun, UndoCounts } from '#shared/imports/import-job';
import { ImportOptions } from '#shared/imports/import-options';
import { importStates } from '#shared/imports/import-states';
import { MappedColumn } from '#shared/imports/mapping/mapping';
import { SavedMapping } from '#shared/imports/mapping/saved-mapping';
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
    options: ImportOptions.optional(),
    mapping: z.string().optional(),
    test: TestRun.pick({ run: true, rows: true, counts: true }).optional(),
    undo: z
      .strictObject({ by: z.string(), at: z.string(), counts: UndoCounts.optional() })
      .optional(),
  })
  .meta({ id: 'Import', description: 'An import and where it stands.' });

/** One import with its columns and how far it is. */
export const ImportDetail = ImportView.extend({
  columns: z.array(MappedColumn).optional(),
  progress: z
    .strictObject({
      rowsDone: z.int(),
      rows: z.int(),
      rowsPerSecond: z.number().optional(),
      secondsLeft: z.int().optional(),
    })
    .optional(),
}).meta({ id: 'ImportDetail', description: 'An import with its columns and progress.' });

/** A row of the file as it would be stored. */
const PreviewRowView = z.strictObject({
  row: z.int(),
  values: z.record(z.string(), z.unknown()),
  notes: z.array(z.string()),
  reason: ProblemView.optional(),
  warnings: z.array(ProblemView),
});

/** How a file was understood. */
export const ImportPlanView = z
  .strictObject({
    import: ImportView,
    object: z.enum(objectNames),
    confidence: z.number().meta({ description: 'How much is understood, 0 to 1.' }),
    columns: z.array(MappedColumn),
    options: ImportOptions,
    conventions: SaidConventions,
    notices: z.array(ProblemView).meta({ description: 'What is unusual in how the file is read.' }),
    sheets: z.array(z.string()).optional(),
    preview: z.array(PreviewRowView),
  })
  .meta({ id: 'ImportPlan', description: 'How a file was understood and what its rows become.' });

/** A saved mapping as the API shows it. */
export const ImportMappingView = SavedMapping.meta({
  id: 'ImportMapping',
  description: 'How files with a certain header are imported.',
});

/** What became of one record of a bulk request, by its place from 1. */
export const ImportedRecordView = z
  .strictObject({
    record: z.int(),
    outcome: z.enum(outcomes),
    recordId: z.string().optional(),
    reason: ProblemView.optional(),
  })
  .meta({ id: 'ImportedRecord', description: 'What became of one record of the request.' });

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
