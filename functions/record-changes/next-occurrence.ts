import { RRuleTemporal } from 'rrule-temporal';
import { wallTimeAt } from '#shared/domain/wall-time';
import { lastOf } from '#shared/objects/rules/recurrence';

export interface Series {
  /** A rule that `isRecurrence` accepts. */
  readonly rule: string;
  /** The first time of the series; UTC, ISO-8601. It counts as the first one whatever the rule says. */
  readonly start: string;
  /** The IANA name of the time zone by whose clocks and days the rule is meant. */
  readonly zone: string;
}

/** A rule may name what comes once in centuries, and a series may be older than anybody: an end to looking. */
const periodsLookedAt = 10_000;

/** The first time of a series after a moment (UTC, ISO-8601); undefined where it has ended or never comes. */
export function nextOccurrence({ rule, start, zone }: Series, after: string): string | undefined {
  const parts = rule.split(';').filter((part) => !part.startsWith('UNTIL='));
  const series = new RRuleTemporal({
    rruleString: `DTSTART;TZID=${zone}:${basicForm(wallTimeAt(Date.parse(start), zone))}\nRRULE:${parts.join(';')}`,
    includeDtstart: true,
    maxIterations: periodsLookedAt,
  });
  const next = nextOf(series, new Date(after));
  if (!next) return undefined;
  const moment = new Date(next.epochMilliseconds).toISOString();
  // The library takes a last day for its first moment; people mean all of it.
  const last = lastOf(rule);
  const isOver =
    last !== undefined && (last.length > 10 ? moment > last : next.toPlainDate().toString() > last);
  return isOver ? undefined : moment;
}

/** The library throws when it has looked long enough; what never comes would be tried again for ever. */
function nextOf(series: RRuleTemporal, after: Date) {
  try {
    return series.next(after);
  } catch {
    return null;
  }
}

/** `20260305T090000`, as calendars write wall time. */
function basicForm(wall: number): string {
  return new Date(wall).toISOString().slice(0, 19).replace(/[-:]/g, '');
}
