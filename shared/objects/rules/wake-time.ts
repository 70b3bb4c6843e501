import type { RecordValues } from '../field.ts';
import type { ObjectName } from '../names.ts';
import { nextReminder } from './task-rules.ts';
import { nextDeadline } from './ticket-clock.ts';

/** Objects whose records want to be looked at when a time has come. */
export const wakingObjects = ['task', 'ticket'] as const satisfies readonly ObjectName[];

/** When a record wants to be looked at again: a task's reminder, a ticket's deadline. */
export function wakeTime(object: ObjectName, values: RecordValues): string | undefined {
  if (object === 'task') return nextReminder(values);
  return object === 'ticket' ? nextDeadline(values) : undefined;
}
