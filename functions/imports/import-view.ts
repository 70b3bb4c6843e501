import type * as z from 'zod';
import type { ImportJob, Problem } from '#shared/imports/import-job';
import { sentenceOf } from '#shared/imports/problems';
import type { RowOutcome } from '#shared/imports/row-outcome';
import type { ImportRowView, ImportView } from './import-schemas.ts';

type Language = 'en' | 'zh';

function problemView(problem: Problem, language: Language) {
  return { code: problem.code, message: sentenceOf(problem, language) };
}

/** An import as the API shows it, its problems in the reader's language. */
export function importView(job: ImportJob, language: Language): z.input<typeof ImportView> {
  const { source: _, form, chunks: __, redrives: ___, language: ____, problems, ...facts } = job;
  return {
    ...facts,
    file: form,
    problems: problems.map((problem) => problemView(problem, language)),
  };
}

/** A row's outcome as the API shows it. */
export function rowView(
  { reason, warnings, ...outcome }: RowOutcome,
  language: Language,
): z.input<typeof ImportRowView> {
  return {
    ...outcome,
    reason: reason && problemView(reason, language),
    warnings: warnings?.map((warning) => problemView(warning, language)),
  };
}
