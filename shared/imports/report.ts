import type { ImportJob, Problem } from './import-job.ts';
import type { ImportPlan } from './import-plan.ts';
import { sentenceOf } from './problems.ts';
import type { RowOutcome } from './row-outcome.ts';

interface Tally {
  readonly problem: Problem;
  count: number;
  /** The first rows it happened in, as a spreadsheet numbers them. */
  readonly rows: number[];
}

const namedRows = 20;

/** Collects what is worth telling from outcomes that pass by; its size does not grow with the rows. */
export function createTally() {
  const tallies = new Map<string, Tally>();
  const add = (problem: Problem, row: number) => {
    const { row: _, ...values } = problem.values;
    const id = JSON.stringify([problem.code, values]);
    const tally = tallies.get(id) ?? { problem, count: 0, rows: [] };
    tallies.set(id, tally);
    tally.count++;
    if (tally.rows.length < namedRows) tally.rows.push(row);
  };
  return {
    add({ row, reason, warnings }: RowOutcome): void {
      if (reason) add(reason, row);
      for (const warning of warnings ?? []) add(warning, row);
    },
    all: (): readonly Tally[] => [...tallies.values()].sort((a, b) => b.count - a.count),
  };
}

const bothLanguages = (problem: Problem) => ({
  code: problem.code,
  en: sentenceOf(problem, 'en'),
  zh: sentenceOf(problem, 'zh'),
});

/** The report of an ended import, as the JSON object that lies beside its error file. */
export function reportOf(
  job: ImportJob,
  plan: ImportPlan | undefined,
  tallies: readonly Tally[],
): Record<string, unknown> {
  return {
    schemaVersion: 1,
    importId: job.id,
    fileName: job.fileName,
    source: job.source,
    state: job.state,
    object: job.object,
    startedBy: job.startedBy,
    createdAt: job.createdAt,
    endedAt: job.endedAt,
    rows: job.rows,
    counts: job.counts,
    sameAs: job.sameAs,
    file: job.form,
    columns: plan?.mapping.columns,
    conventions: plan?.conventions,
    problems: job.problems.map(bothLanguages),
    notices: tallies.map(({ problem, count, rows }) => ({
      ...bothLanguages(problem),
      count,
      firstRows: rows,
    })),
  };
}
