/** A time as clocks on a wall show it, in milliseconds as if they showed UTC. */
export type WallTime = number;

const dayLength = 24 * 60 * 60 * 1_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs a thousand times as much as using it. */
function formatFor(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, format);
  return format;
}

/** What clocks in the zone (an IANA name) show at a moment (milliseconds since 1970), to the second. */
export function wallTimeAt(moment: number, zone: string): WallTime {
  const parts = new Map<string, number>();
  for (const { type, value } of formatFor(zone).formatToParts(moment))
    parts.set(type, Number(value));
  const part = (type: string) => parts.get(type) ?? 0;
  return Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
}

/**
 * The moment at which clocks in the zone show this. Of a time that they show twice it is the first; one
 * that they leave out is as much later as they are put forward (RFC 5545, section 3.3.5).
 */
export function momentOf(wall: WallTime, zone: string): number {
  const by = (near: number) => wall - (wallTimeAt(near, zone) - near);
  const [before, after] = [by(wall - dayLength), by(wall + dayLength)];
  const isShown = (moment: number) => wallTimeAt(moment, zone) === wall;
  return isShown(before) || !isShown(after) ? before : after;
}
