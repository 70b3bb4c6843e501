import type { Calendar } from '../business-hours.ts';
import type { ObjectDefinition } from '../define-object.ts';
import type { RecordValues } from '../field.ts';
import { type Priority, priorities } from '../priorities.ts';
import { type Pause, pausedSeconds, pausesOf, withPause } from './pauses.ts';
import type { Occasion } from './settle.ts';
import { textOf, withValues } from './values.ts';
import { afterWorking, workedBetween } from './working-time.ts';

/** States in which it is not us whom the customer waits for: the clock stands still. */
const paused = new Set(['waiting', 'resolved', 'closed']);
const done = new Set(['resolved', 'closed']);

function priorityOf(values: RecordValues): Priority {
  return priorities.find((each) => each === textOf(values, 'priority')) ?? 'normal';
}

/** So many minutes of a calendar later, or of day and night; what was paused does not count. */
function dueAfter(
  from: string,
  minutes: number,
  pauses: readonly Pause[],
  calendar: Calendar | undefined,
): string {
  if (!calendar) {
    const seconds = minutes * 60 + pausedSeconds(pauses);
    return new Date(Date.parse(from) + seconds * 1_000).toISOString();
  }
  const paused = pauses.reduce((sum, each) => sum + workedBetween(each.from, each.to, calendar), 0);
  return afterWorking(from, minutes * 60 + paused, calendar);
}

/**
 * When a ticket has to be answered and resolved: as long after it was made as its priority's service
 * level says, plus the time it waited for the customer or was resolved. The clock runs in the calendar
 * that the level names, or day and night. Pauses are kept one by one: the priority may change to one
 * whose level has another calendar, and a calendar to other hours.
 */
export function settleTicket(
  object: ObjectDefinition,
  values: RecordValues,
  { at, createdAt }: Occasion,
): RecordValues {
  const status = textOf(values, 'status') ?? 'new';
  const priority = priorityOf(values);
  const level = object.serviceLevels?.[priority];
  const pausedSince = textOf(values, 'pausedSince');
  const isPaused = paused.has(status);
  const isDone = done.has(status);
  const calendar = object.calendars?.find(({ code }) => code === level?.during);
  const before = pausesOf(values, createdAt);
  const pauses =
    pausedSince === undefined || isPaused
      ? before
      : withPause(before, { from: pausedSince, to: at });
  const due = (minutes: number | undefined) =>
    minutes === undefined ? undefined : dueAfter(createdAt, minutes, pauses, calendar);
  const resolutionDueAt = due(level?.resolutionMinutes);
  const resolvedAt = isDone ? (textOf(values, 'resolvedAt') ?? at) : undefined;
  const stoppedAt = resolvedAt ?? (isPaused ? (pausedSince ?? at) : at);
  return withValues(values, {
    status,
    priority,
    pausedSince: isPaused ? (pausedSince ?? at) : undefined,
    pauses: pauses.length === 0 ? undefined : pauses,
    pausedSeconds: pauses.length === 0 ? undefined : pausedSeconds(pauses),
    firstResponseDueAt: values['firstRespondedAt']
      ? values['firstResponseDueAt']
      : due(level?.firstResponseMinutes),
    resolutionDueAt,
    resolvedAt,
    isOverdue: (resolutionDueAt !== undefined && stoppedAt > resolutionDueAt) || undefined,
  });
}

/** When the ticket's clock has to be looked at next; nothing while it stands still or has run out. */
export function nextDeadline(values: RecordValues): string | undefined {
  if (textOf(values, 'pausedSince') !== undefined || values['isOverdue'] === true) return undefined;
  return textOf(values, 'resolutionDueAt');
}
