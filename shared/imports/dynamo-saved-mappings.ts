import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { queryAll } from '#shared/data/query-all';
import { headerFingerprint, SavedMapping, type SavedMappings } from './mapping/saved-mapping.ts';

const partition = 'import-mappings';
const nameKey = (name: string) => ({ pk: partition, sk: `name#${name}` });
const headerItemKey = (fingerprint: string) => ({
  pk: `import-mapping-header#${fingerprint}`,
  sk: 'header',
});

const StoredMapping = z.object({ mapping: SavedMapping });
const StoredHeader = z.object({ name: z.string() });

/** Saved mappings over table `jobs`, where they do not expire: few enough for one partition. */
export function createDynamoSavedMappings(
  documents: DynamoDBDocumentClient,
  table: string,
): SavedMappings {
  const read = async (key: Record<string, string>): Promise<unknown> =>
    (await documents.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true })))
      .Item;
  const find = async (name: string) => {
    const item = await read(nameKey(name));
    return item === undefined ? undefined : StoredMapping.parse(item).mapping;
  };
  return {
    find,
    async findByHeader(fingerprint) {
      const item = await read(headerItemKey(fingerprint));
      return item === undefined ? undefined : find(StoredHeader.parse(item).name);
    },
    async list() {
      const items = await queryAll(documents, {
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': partition, ':prefix': 'name#' },
      });
      return items.map((item) => StoredMapping.parse(item).mapping);
    },
    async put(mapping) {
      const header = headerFingerprint(mapping.columns.map((column) => column.header));
      // The header's entry only points at the name: a crash in between leaves a mapping found by name.
      const items = [
        { ...nameKey(mapping.name), schemaVersion: 1, mapping },
        { ...headerItemKey(header), schemaVersion: 1, name: mapping.name },
      ];
      for (const Item of items) await documents.send(new PutCommand({ TableName: table, Item }));
    },
    async remove(name) {
      await documents.send(new DeleteCommand({ TableName: table, Key: nameKey(name) }));
    },
  };
}
