import type { ObjectDefinition } from '../define-object.ts';
import type { RecordValues } from '../field.ts';
import type { Occasion } from './settle.ts';
import { textOf, withValues } from './values.ts';

const open = new Set(['open', 'in-progress']);

/** Where a series counts from: its first due time, or that at which its rule was changed. */
function seriesStartOf(values: RecordValues, before: RecordValues | undefined) {
  const rule = textOf(values, 'recurrence');
  if (rule === undefined) return undefined;
  const isSame = before === undefined || textOf(before, 'recurrence') === rule;
  const start = isSame ? textOf(before ?? values, 'seriesStart') : undefined;
  return start ?? textOf(values, 'dueAt');
}

/**
 * A task is completed when it is done; moving its reminder asks for another one, and moving its due time
 * moves this one of a series alone.
 */
export function settleTask(
  _object: ObjectDefinition,
  values: RecordValues,
  { before, at }: Occasion,
): RecordValues {
  const status = textOf(values, 'status') ?? 'open';
  const isMoved = before !== undefined && textOf(before, 'remindAt') !== textOf(values, 'remindAt');
  return withValues(values, {
    status,
    priority: values['priority'] ?? 'normal',
    seriesStart: seriesStartOf(values, before),
    completedAt: status === 'done' ? (values['completedAt'] ?? at) : undefined,
    remindedAt: isMoved ? undefined : values['remindedAt'],
  });
}

/** Whether a task has still to be done. */
export function isOpenTask(values: RecordValues): boolean {
  return open.has(textOf(values, 'status') ?? 'open');
}

/** When the task's owner has to be reminded; nothing once that is done or the task is. */
export function nextReminder(values: RecordValues): string | undefined {
  if (!isOpenTask(values) || values['remindedAt'] !== undefined) return undefined;
  return textOf(values, 'remindAt');
}
