import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { batchGet } from '#shared/data/batch-get';
import { fold } from '#shared/text/fold';
import type { KnownTag, TagCatalogue } from './tag-catalogue.ts';

const TagItem = z.object({ tag: z.string() });

const partitionOf = ({ object, field }: Pick<KnownTag, 'object' | 'field'>) =>
  `tags#${object}#${field}`;
// Never empty, as a sort key must not be and the start of a name may.
const keyOf = (known: KnownTag) => ({ pk: partitionOf(known), sk: `tag#${fold(known.tag)}` });

/** Tags in table `search`: like the rest of it made of the records, and made anew from them at any time. */
export function createDynamoTagCatalogue(
  documents: DynamoDBDocumentClient,
  table: string,
): TagCatalogue {
  return {
    async add(tags) {
      const wanted = new Map(tags.map((each) => [JSON.stringify(keyOf(each)), each]));
      if (wanted.size === 0) return;
      const found = await batchGet(documents, table, [...wanted.values()].map(keyOf));
      for (const { pk, sk } of found) wanted.delete(JSON.stringify({ pk, sk }));
      for (const each of wanted.values()) {
        const Item = { ...keyOf(each), schemaVersion: 1, tag: each.tag };
        await documents.send(new PutCommand({ TableName: table, Item }));
      }
    },
    async list(object, field, start, limit) {
      const { Items = [] } = await documents.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :start)',
          ExpressionAttributeValues: {
            ':pk': partitionOf({ object, field }),
            ':start': `tag#${fold(start)}`,
          },
          Limit: limit,
        }),
      );
      return Items.map((item) => TagItem.parse(item).tag);
    },
    async remove(known) {
      await documents.send(new DeleteCommand({ TableName: table, Key: keyOf(known) }));
    },
  };
}
