import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '#shared/data/batch-get';
import type { CursorSecret } from '#shared/data/cursor';
import type { ErasedPeople } from './erased-people.ts';

/** There from the first erasure on, for good. */
const anybody = { pk: 'erased#anybody', sk: 'erased' };

/** Suppression entries in table `records`, which is the one that restores bring back (GDPR 17, PIPL 47). */
export function createDynamoErasedPeople(
  documents: DynamoDBDocumentClient,
  table: string,
  secret: CursorSecret,
): ErasedPeople {
  let known = false;
  const readKey = async () => createSecretKey(await secret.read(), 'utf8');
  const keyOf = (key: KeyObject, text: string) => ({
    pk: `erased#${createHmac('sha256', key).update(text).digest('base64url')}`,
    sk: 'erased',
  });
  const put = (key: typeof anybody, at: string) =>
    documents.send(new PutCommand({ TableName: table, Item: { ...key, schemaVersion: 1, at } }));
  return {
    async isAnybody() {
      if (known) return true;
      const asked = { TableName: table, Key: anybody, ConsistentRead: true };
      known = (await documents.send(new GetCommand(asked))).Item !== undefined;
      return known;
    },
    async among(texts) {
      if (texts.length === 0) return new Set();
      const key = await readKey();
      const keys = texts.map((text) => keyOf(key, text));
      const byPartition = new Map(keys.map(({ pk }, at) => [pk, texts[at]]));
      const items = await batchGet(documents, table, keys);
      return new Set(items.flatMap(({ pk }) => byPartition.get(String(pk)) ?? []));
    },
    async remember(texts, at) {
      if (texts.length === 0) return;
      await put(anybody, at);
      const key = await readKey();
      for (const text of texts) await put(keyOf(key, text), at);
    },
  };
}
