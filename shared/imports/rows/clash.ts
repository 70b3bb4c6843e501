import type { RecordValues } from '#shared/objects/field';
import { faultsIn } from '#shared/objects/rules/faults';
import type { Problem } from '../import-job.ts';
import { problemOf } from '../problems.ts';
import type { RowContext } from './row-context.ts';

/** Why values that are each right do not go together in one record, as they would be stored. */
export function clashIn(
  { object, headerOf }: Pick<RowContext, 'object' | 'headerOf'>,
  values: RecordValues,
): Problem | undefined {
  const [fault] = faultsIn(object, values);
  return fault && problemOf('row.clash', { field: headerOf(fault.field) });
}
