import * as z from 'zod';
import type { Outcome } from './execution-environment.ts';

const Answer = z
  .object({
    batchItemFailures: z
      .array(z.object({ itemIdentifier: z.string().min(1) }))
      .nullish()
      .transform((failures) => failures ?? []),
  })
  .nullish();

/**
 * Which items of a batch failed; `all` where the whole batch counts as failed (“Reporting batch
 * item failures”): an error, an answer that cannot be read, or an identifier that was not sent.
 */
export function failedItems(
  outcome: Outcome,
  sent: readonly string[],
  reportsItemFailures: boolean,
): readonly string[] | 'all' {
  if (!outcome.ok) return 'all';
  if (!reportsItemFailures) return [];
  const answer = Answer.safeParse(JSON.parse(outcome.payload));
  if (!answer.success) return 'all';
  const failed = (answer.data?.batchItemFailures ?? []).map((each) => each.itemIdentifier);
  return failed.every((each) => sent.includes(each)) ? failed : 'all';
}
