import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ItemKey } from '#shared/data/batch-get';
import { deletionOf, inBatches, writeBatch } from '#shared/data/batch-write';
import type { Clock } from '#shared/domain/clock';
import type { IdSource } from '#shared/domain/ids';
import { inLanes } from '#shared/domain/in-lanes';
import { DomainError } from '#shared/errors/domain-error';
import { systemPrincipalId } from '#shared/imports/system-principal';
import { everyField } from '#shared/objects/define-object';
import type { Definitions } from '#shared/objects/definitions';
import type { ObjectName } from '#shared/objects/names';
import { storedShapes } from '#shared/objects/stored-value';
import { updateOf } from './changes.ts';
import { recordKey } from './record-item.ts';
import type { RecordStore } from './record-store.ts';
import { fromTimelineItem, timelinePrefix } from './timeline-item.ts';

const attempts = 5;
/** Records unlinked at once: whatever else has changed waits in the stream behind a large timeline. */
const lanes = 16;

const Key = z.object({ pk: z.string(), sk: z.string() });

export interface LeftoverNeeds {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
  readonly store: Pick<RecordStore, 'get' | 'update'>;
  readonly definitions: Definitions;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/**
 * Clears what a record that has gone for good left in its partition: its changes, and its timeline
 * after each activity and task in it has been unlinked. A record that is there again is left alone.
 */
export async function clearLeftovers(
  needs: LeftoverNeeds,
  object: ObjectName,
  id: string,
): Promise<void> {
  const { documents, table } = needs;
  const { pk } = recordKey(object, id);
  for (;;) {
    const { Items = [] } = await documents.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ConsistentRead: true,
        Limit: 100,
      }),
    );
    if (Items.length === 0 || Items.some((item) => item['sk'] === 'record')) return;
    const entries = Items.filter(({ sk }) => String(sk).startsWith(timelinePrefix));
    await inLanes(lanes, entries, (item) => {
      const entry = fromTimelineItem(item);
      return unlink(needs, entry.object, entry.recordId, { object, id });
    });
    await deleteAll(
      documents,
      table,
      Items.map((item) => Key.parse(item)),
    );
  }
}

async function unlink(
  { store, definitions, clock, ids }: LeftoverNeeds,
  name: ObjectName,
  recordId: string,
  gone: { readonly object: ObjectName; readonly id: string },
): Promise<void> {
  const object = definitions.current(name);
  const linking = everyField(object).filter(({ kind }) => kind === 'related');
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const before = await store.get(object, recordId);
    if (!before) return;
    const patch = Object.fromEntries(
      linking.map(({ name: field }) => {
        const links = storedShapes.related.parse(before.values[field] ?? []);
        const left = links.filter((each) => each.object !== gone.object || each.id !== gone.id);
        return [field, left.length === 0 ? null : left];
      }),
    );
    const at = clock.now().toISOString();
    const cause = `purge of ${gone.object} ${gone.id}`;
    const origin = { userId: systemPrincipalId, at, means: 'automation', cause } as const;
    const update = updateOf(ids, origin, object, before, patch, before.teamId);
    if (!update) return;
    const { kind } = await store.update(object, before, update.after, update.change);
    if (kind === 'changed') return;
  }
  throw new DomainError('service.unavailable', { retryAfter: 1 });
}

/** Deletes items, again where the store leaves some unprocessed. Throws `service.unavailable` in the end. */
export async function deleteAll(
  documents: DynamoDBDocumentClient,
  table: string,
  keys: readonly ItemKey[],
): Promise<void> {
  for (const batch of inBatches(keys.map(deletionOf))) await writeBatch(documents, table, batch);
}
