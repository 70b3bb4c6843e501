import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { AnnounceNeeds } from './announce-import.ts';

/** Events of imports on the deployment's bus: source `stratus.imports`. Throws what was not taken. */
export function createEventBridgeImportEvents(
  client: EventBridgeClient,
  busName: string,
): AnnounceNeeds['bus'] {
  return {
    async publish(event) {
      const { FailedEntryCount = 0 } = await client.send(
        new PutEventsCommand({
          Entries: [
            {
              EventBusName: busName,
              Source: 'stratus.imports',
              DetailType: event.state === 'undone' ? 'import.undone' : 'import.finished',
              Detail: JSON.stringify(event),
              Time: new Date(event.at),
            },
          ],
        }),
      );
      if (FailedEntryCount > 0) throw new Error('The event of an import was not taken.');
    },
  };
}
