import * as z from 'zod';

const Months = z.coerce.number().int().min(1).max(120);

/** How long the changes of a record are kept, in seconds: months of 31 days, so that none goes too early. */
export function historySeconds(months: string | undefined): number {
  return Months.parse(months ?? '24') * 31 * 86_400;
}

/**
 * The deployment's choice, which comes along with the permission to write records: every function that
 * can write a change has it, wherever in its code that is.
 */
export const keptForSeconds = historySeconds(process.env['HISTORY_RETENTION_MONTHS']);
