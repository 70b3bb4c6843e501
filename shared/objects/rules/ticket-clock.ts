import type { ObjectDefinition } from '../define-object.ts';
import type { RecordValues } from '../field.ts';
import { type Priority, priorities } from '../priorities.ts';
import type { Occasion } from './settle.ts';
import { numberOf, textOf, withValues } from './values.ts';
import { afterWorking, workedBetween } from './working-time.ts';

/** States in which it is not us whom the customer waits for: the clock stands still. */
const paused = new Set(['waiting', 'resolved', 'closed']);
const done = new Set(['resolved', 'closed']);

function priorityOf(values: RecordValues): Priority {
  return priorities.find((each) => each === textOf(values, 'priority')) ?? 'normal';
}

function later(time: string, seconds: number): string {
  return new Date(Date.parse(time) + seconds * 1_000).toISOString();
}

/**
 * When a ticket has to be answered and resolved: as long after it was made as its priority's service
 * level says, plus the time it waited for the customer or was resolved. The clock runs day and night, or
 * in business hours where the level is meant so.
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
  const hours = object.businessHours;
  const justPaused =
    pausedSince === undefined || isPaused
      ? { seconds: 0, working: 0 }
      : {
          seconds: Math.max(0, Math.round((Date.parse(at) - Date.parse(pausedSince)) / 1_000)),
          working: hours ? workedBetween(pausedSince, at, hours) : 0,
        };
  // Both are counted: the priority may change to one whose level is meant the other way.
  const pausedSeconds = (numberOf(values, 'pausedSeconds') ?? 0) + justPaused.seconds;
  const pausedWorking = (numberOf(values, 'pausedWorkingSeconds') ?? 0) + justPaused.working;
  const due = (minutes: number | undefined) => {
    if (minutes === undefined) return undefined;
    return level?.during === 'business-hours' && hours
      ? afterWorking(createdAt, minutes * 60 + pausedWorking, hours)
      : later(createdAt, minutes * 60 + pausedSeconds);
  };
  const resolutionDueAt = due(level?.resolutionMinutes);
  const resolvedAt = isDone ? (textOf(values, 'resolvedAt') ?? at) : undefined;
  const stoppedAt = resolvedAt ?? (isPaused ? (pausedSince ?? at) : at);
  return withValues(values, {
    status,
    priority,
    pausedSince: isPaused ? (pausedSince ?? at) : undefined,
    pausedSeconds: pausedSeconds === 0 ? undefined : pausedSeconds,
    pausedWorkingSeconds: pausedWorking === 0 ? undefined : pausedWorking,
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
