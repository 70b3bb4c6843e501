import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  paginateQuery,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { batchGet } from '#shared/data/batch-get';
import type { Clock } from '#shared/domain/clock';
import { fold } from '#shared/text/fold';
import type { KnownTag, TagCatalogue } from './tag-catalogue.ts';

const TagItem = z.object({ tag: z.string() });
const HeldTag = z.object({ pk: z.string(), sk: z.string(), usedAt: z.string().optional() });

/** How exact it is when a tag was named last: one write an hour, not one for every record. */
function hourBefore(time: string): string {
  return new Date(Date.parse(time) - 60 * 60 * 1_000).toISOString();
}

const partitionOf = ({ object, field }: Pick<KnownTag, 'object' | 'field'>) =>
  `tags#${object}#${field}`;
// Never empty, as a sort key must not be and the start of a name may.
const keyOf = (known: KnownTag) => ({ pk: partitionOf(known), sk: `tag#${fold(known.tag)}` });

/** Tags in table `search`: like the rest of it made of the records, and made anew from them at any time. */
export function createDynamoTagCatalogue(
  documents: DynamoDBDocumentClient,
  table: string,
  clock: Clock,
): TagCatalogue {
  return {
    async add(tags) {
      const wanted = new Map(tags.map((each) => [JSON.stringify(keyOf(each)), each]));
      if (wanted.size === 0) return;
      const found = await batchGet(documents, table, [...wanted.values()].map(keyOf));
      const now = clock.now();
      const recently = hourBefore(now.toISOString());
      for (const { pk, sk, usedAt } of found)
        if (typeof usedAt === 'string' && usedAt > recently)
          wanted.delete(JSON.stringify({ pk, sk }));
      for (const each of wanted.values())
        await documents.send(
          new UpdateCommand({
            TableName: table,
            Key: keyOf(each),
            UpdateExpression:
              'SET usedAt = :now, tag = if_not_exists(tag, :tag), schemaVersion = :version',
            ExpressionAttributeValues: {
              ':now': now.toISOString(),
              ':tag': each.tag,
              ':version': 1,
            },
          }),
        );
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
    async forgetUnused(place, since) {
      const pages = paginateQuery(
        { client: documents },
        {
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': partitionOf(place) },
          ConsistentRead: true,
        },
      );
      const oldest = hourBefore(since);
      for await (const { Items = [] } of pages)
        for (const { pk, sk, usedAt } of Items.map((item) => HeldTag.parse(item)))
          if (usedAt === undefined || usedAt < oldest)
            await documents
              .send(
                new DeleteCommand({
                  TableName: table,
                  Key: { pk, sk },
                  // Somebody may have named it since it was read.
                  ConditionExpression: 'attribute_not_exists(usedAt) OR usedAt < :oldest',
                  ExpressionAttributeValues: { ':oldest': oldest },
                }),
              )
              .catch((error: unknown) => {
                if (!(error instanceof ConditionalCheckFailedException)) throw error;
              });
    },
    async remove(known) {
      await documents.send(new DeleteCommand({ TableName: table, Key: keyOf(known) }));
    },
  };
}
