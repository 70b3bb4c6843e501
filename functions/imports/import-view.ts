import type * as z from 'zod';
import type { ImportJob, Problem } from '#shared/imports/import-job';
import type { ImportPlan } from '#shared/imports/import-plan';
import { problemOf, sentenceOf } from '#shared/imports/problems';
import type { RowOutcome } from '#shared/imports/row-outcome';
import type { PlanDetails } from './get-import-plan.ts';
import type {
  ImportedRecordView,
  ImportPlanView,
  ImportRowView,
  ImportView,
} from './import-schemas.ts';

type Language = 'en' | 'zh';

function problemView(problem: Problem, language: Language) {
  return { code: problem.code, message: sentenceOf(problem, language) };
}

/** An import as the API shows it, its problems in the reader's language. */
export function importView(job: ImportJob, language: Language): z.input<typeof ImportView> {
  const { test } = job;
  return {
    id: job.id,
    state: job.state,
    fileName: job.fileName,
    object: job.object,
    startedBy: job.startedBy,
    createdAt: job.createdAt,
    updatedAt: job.updatedAt,
    endedAt: job.endedAt,
    rows: job.rows,
    counts: job.counts,
    file: job.form,
    sameAs: job.sameAs,
    options: job.options,
    mapping: job.mapping,
    test: test && { run: test.run, rows: test.rows, counts: test.counts },
    undo: job.undo,
    problems: job.problems.map((problem) => problemView(problem, language)),
  };
}

/** What a person should know of how a file's cells are cut. */
function noticesOf({ quote, quoteEscape }: ImportPlan['conventions']): Problem[] {
  return [
    ...(quote === "'" ? [problemOf('plan.quotes-single')] : []),
    ...(quote === 'none' ? [problemOf('plan.quotes-none')] : []),
    ...(quoteEscape === 'backslash' && quote !== 'none'
      ? [problemOf('plan.escape-backslash')]
      : []),
  ];
}

/** A plan as the API shows it. */
export function planView(
  { job, plan, preview }: PlanDetails,
  language: Language,
): z.input<typeof ImportPlanView> {
  return {
    import: importView(job, language),
    object: plan.mapping.object,
    confidence: Math.round(plan.confidence * 100) / 100,
    columns: plan.mapping.columns,
    options: plan.options,
    conventions: plan.conventions,
    notices: noticesOf(plan.conventions).map((notice) => problemView(notice, language)),
    sheets: plan.sheets,
    preview: preview.map(({ reason, warnings, ...row }) => ({
      ...row,
      reason: reason && problemView(reason, language),
      warnings: warnings.map((warning) => problemView(warning, language)),
    })),
  };
}

/** A record's outcome in a bulk request. */
export function recordView(
  { row, outcome, recordId, reason }: RowOutcome,
  language: Language,
): z.input<typeof ImportedRecordView> {
  return { record: row, outcome, recordId, reason: reason && problemView(reason, language) };
}

/** A row's outcome as the API shows it. */
export function rowView(
  { reason, warnings, row, outcome, recordId, cells }: RowOutcome,
  language: Language,
): z.input<typeof ImportRowView> {
  return {
    row,
    outcome,
    recordId,
    cells,
    reason: reason && problemView(reason, language),
    warnings: warnings?.map((warning) => problemView(warning, language)),
  };
}
