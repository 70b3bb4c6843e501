import type { Log } from '#shared/observability/logger';
import { ChangeItem } from '#shared/records/change-item';
import { eventOf, type TypedEvent } from './record-event.ts';

/** Where events go; says for each whether it was taken. */
export interface EventBus {
  publish(events: readonly TypedEvent[]): Promise<readonly boolean[]>;
}

/** An entry of the table's stream: its place and the item written, if it is a change. */
export interface StreamEntry {
  readonly sequenceNumber: string;
  readonly item: unknown;
}

/**
 * Publishes the events of new change entries and returns the places that failed, oldest first; the
 * stream is read again from the first of them, so an event may be published twice.
 */
export async function publishChanges(
  { bus, log }: { readonly bus: EventBus; readonly log: Log },
  entries: readonly StreamEntry[],
): Promise<readonly string[]> {
  const sent: { readonly sequenceNumber: string; readonly event: TypedEvent }[] = [];
  const failed: string[] = [];
  for (const { sequenceNumber, item } of entries) {
    const change = ChangeItem.safeParse(item);
    if (change.success) sent.push({ sequenceNumber, event: eventOf(change.data) });
    else {
      log.error(
        'record-changes.unreadable',
        'A change entry does not have the form it should have.',
      );
      failed.push(sequenceNumber);
    }
  }
  const taken = await bus.publish(sent.map(({ event }) => event));
  failed.push(
    ...sent.flatMap(({ sequenceNumber }, index) => (taken[index] ? [] : [sequenceNumber])),
  );
  log.info('record-changes.published', 'Changes of records were published.', {
    count: entries.length - failed.length,
  });
  const wrong = new Set(failed);
  return entries.flatMap(({ sequenceNumber }) =>
    wrong.has(sequenceNumber) ? [sequenceNumber] : [],
  );
}
