import { createHmac } from 'node:crypto';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '#shared/data/batch-get';
import type { CursorSecret } from '#shared/data/cursor';
import type { ErasedPeople } from './erased-people.ts';

/** Suppression entries in table `records`, which is the one that restores bring back (GDPR 17, PIPL 47). */
export function createDynamoErasedPeople(
  documents: DynamoDBDocumentClient,
  table: string,
  secret: CursorSecret,
): ErasedPeople {
  const keyOf = (key: string, text: string) => ({
    pk: `erased#${createHmac('sha256', key).update(text).digest('base64url')}`,
    sk: 'erased',
  });
  return {
    async among(texts) {
      if (texts.length === 0) return new Set();
      const key = await secret.read();
      const keys = texts.map((text) => keyOf(key, text));
      const byPartition = new Map(keys.map(({ pk }, at) => [pk, texts[at]]));
      const items = await batchGet(documents, table, keys);
      return new Set(items.flatMap(({ pk }) => byPartition.get(String(pk)) ?? []));
    },
    async remember(texts, at) {
      const key = await secret.read();
      for (const text of texts) {
        const Item = { ...keyOf(key, text), schemaVersion: 1, at };
        await documents.send(new PutCommand({ TableName: table, Item }));
      }
    },
  };
}
