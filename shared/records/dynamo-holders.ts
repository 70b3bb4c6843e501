import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { batchGet } from '#shared/data/batch-get';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { UniqueKey } from './record.ts';
import { uniqueKeyText } from './record-store.ts';
import { markerKey } from './side-items.ts';

const Marker = z.object({ pk: z.string(), recordId: z.string() });

/** Who holds each value, read from the markers: 100 values a trip, one read unit each. */
export async function findHolders(
  documents: DynamoDBDocumentClient,
  table: string,
  object: ObjectDefinition,
  keys: readonly UniqueKey[],
): Promise<ReadonlyMap<string, string>> {
  const textByPartition = new Map(
    keys.map((key) => [markerKey(object.name, key).pk, uniqueKeyText(key)]),
  );
  const items = await batchGet(
    documents,
    table,
    keys.map((key) => markerKey(object.name, key)),
  );
  return new Map(
    items.flatMap((item) => {
      const { pk, recordId } = Marker.parse(item);
      const text = textByPartition.get(pk);
      return text === undefined ? [] : [[text, recordId] as const];
    }),
  );
}
