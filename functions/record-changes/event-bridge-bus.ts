import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { EventBus } from './publish-changes.ts';
import type { TypedEvent } from './record-event.ts';

/** PutEvents takes ten entries at once. */
const batchLimit = 10;

/** The bus of the deployment; subscribers match on source `stratus.records` and the event's type. */
export function createEventBridgeBus(client: EventBridgeClient, busName: string): EventBus {
  const put = async (events: readonly TypedEvent[]): Promise<boolean[]> => {
    const { Entries = [] } = await client.send(
      new PutEventsCommand({
        Entries: events.map(({ type, event }) => ({
          EventBusName: busName,
          Source: 'stratus.records',
          DetailType: type,
          Detail: JSON.stringify(event),
          Time: new Date(event.at),
        })),
      }),
    );
    return events.map((_, index) => Entries[index]?.EventId !== undefined);
  };
  return {
    async publish(events) {
      const taken: boolean[] = [];
      // One after the other: after a refusal nothing later overtakes it.
      for (let start = 0; start < events.length; start += batchLimit) {
        taken.push(...(await put(events.slice(start, start + batchLimit))));
        if (taken.includes(false)) break;
      }
      return events.map((_, index) => taken[index] ?? false);
    },
  };
}
