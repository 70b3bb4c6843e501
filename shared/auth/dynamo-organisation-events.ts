import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { decodeTime } from 'ulid';
import type { IdentityTable } from './identity-table.ts';
import type { OrganisationEvent, OrganisationEvents } from './organisation-events.ts';
import { eventsPartition, fromListedEventItem } from './security-event.ts';

const pageSize = 50;
/** As many months as events are kept, and the one that has begun. */
const months = 13;

/** Events from the index `principals`, one partition a month. */
export function createDynamoOrganisationEvents({
  documents,
  table,
  clock,
}: Pick<IdentityTable, 'documents' | 'table' | 'clock'>): OrganisationEvents {
  return {
    async list(before) {
      const start = before === undefined ? clock.now() : new Date(decodeTime(before));
      const events: OrganisationEvent[] = [];
      for (let back = 0; back < months && events.length <= pageSize; back += 1) {
        const month = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() - back, 1));
        const { Items = [] } = await documents.send(
          new QueryCommand({
            TableName: table,
            IndexName: 'principals',
            KeyConditionExpression: before ? 'listPk = :pk AND listSk < :before' : 'listPk = :pk',
            ExpressionAttributeValues: {
              ':pk': eventsPartition(month),
              ...(before ? { ':before': before } : {}),
            },
            ScanIndexForward: false,
            Limit: pageSize + 1 - events.length,
          }),
        );
        events.push(...Items.map(fromListedEventItem));
      }
      const shown = events.slice(0, pageSize);
      return {
        events: shown,
        ...(events.length > pageSize ? { next: shown.at(-1)?.eventId } : {}),
      };
    },
  };
}
