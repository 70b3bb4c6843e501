import type { Problem } from '#shared/imports/import-job';

/** A file that cannot be imported as it is, with the sentence for whoever put it there. */
export class FileProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.code, options);
    this.name = 'FileProblem';
    this.problem = problem;
  }
}
