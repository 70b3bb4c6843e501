import { DeleteCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { batchGet, type ItemKey } from '#shared/data/batch-get';
import { type RecordRef, refText, type SharedPostings } from './shared-postings.ts';

const prefix = 'shares#';
const Kept = z.object({ pk: z.string(), keys: z.array(z.tuple([z.string(), z.string()])) });

/** Beside the postings, in partitions that no object has. */
function keptKey(ref: RecordRef): ItemKey {
  return { pk: `${prefix}${refText(ref)}`, sk: 'postings' };
}

export function createDynamoSharedPostings(
  documents: DynamoDBDocumentClient,
  table: string,
): SharedPostings {
  return {
    async of(refs) {
      const items = await batchGet(documents, table, refs.map(keptKey));
      return new Map(
        items.map((item) => {
          const { pk, keys } = Kept.parse(item);
          return [pk.slice(prefix.length), keys.map(([pk, sk]) => ({ pk, sk }))];
        }),
      );
    },

    async keep(ref, keys) {
      const Key = { ...keptKey(ref) };
      if (keys.length === 0) {
        await documents.send(new DeleteCommand({ TableName: table, Key }));
        return;
      }
      const Item = { ...Key, keys: keys.map(({ pk, sk }) => [pk, sk]) };
      await documents.send(new PutCommand({ TableName: table, Item }));
    },
  };
}
