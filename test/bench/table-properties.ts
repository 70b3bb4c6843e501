import { type IndexDefinition, type TableDefinition, tables } from '#shared/data/tables';

const keys = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

function projection({ include }: IndexDefinition) {
  if (include === undefined) return { ProjectionType: 'ALL' };
  if (include === 'keys') return { ProjectionType: 'KEYS_ONLY' };
  return { ProjectionType: 'INCLUDE', NonKeyAttributes: [...include] };
}

/** The product's tables as CloudFormation would make them, by name. */
export function tableProperties(): readonly Record<string, unknown>[] {
  return Object.entries<TableDefinition>(tables).map(([TableName, { indexes, stream }]) => {
    const attributes = Object.values(indexes).flatMap((each) => [each.partitionKey, each.sortKey]);
    return {
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: keys('pk', 'sk'),
      AttributeDefinitions: [...new Set(['pk', 'sk', ...attributes])].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      GlobalSecondaryIndexes: Object.entries(indexes).map(([IndexName, index]) => ({
        IndexName,
        KeySchema: keys(index.partitionKey, index.sortKey),
        Projection: projection(index),
      })),
      ...(stream ? { StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' } } : {}),
    };
  });
}
