import type { Engine } from './engine.ts';
import { type KeySchema, keyAttributes, streamArnOf, type Table } from './table.ts';

const unprovisioned = {
  NumberOfDecreasesToday: 0,
  ReadCapacityUnits: 0,
  WriteCapacityUnits: 0,
};

function keySchema({ partition, sort }: KeySchema) {
  return [
    { AttributeName: partition.name, KeyType: 'HASH' },
    ...(sort ? [{ AttributeName: sort.name, KeyType: 'RANGE' }] : []),
  ];
}

/** A table as DescribeTable shows it. Tables and indexes are active as soon as they exist. */
export function describe(engine: Engine, table: Table, status = 'ACTIVE') {
  const { items, bytes } = engine.rows.count(table.space);
  const attributes = new Map(
    [table.key, ...table.indexes.map(({ key }) => key)]
      .flatMap(keyAttributes)
      .map(({ name, type }) => [name, type]),
  );
  return {
    TableName: table.name,
    TableArn: table.arn,
    TableId: table.id,
    TableStatus: status,
    CreationDateTime: table.createdAt / 1000,
    KeySchema: keySchema(table.key),
    AttributeDefinitions: [...attributes].map(([name, type]) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    ItemCount: items,
    TableSizeBytes: bytes,
    ProvisionedThroughput: unprovisioned,
    BillingModeSummary: { BillingMode: table.billingMode },
    DeletionProtectionEnabled: table.deletionProtection,
    ...(table.encryption !== undefined && {
      SSEDescription: {
        Status: 'ENABLED',
        SSEType: 'KMS',
        ...(table.encryption && { KMSMasterKeyArn: table.encryption }),
      },
    }),
    ...(table.stream && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: table.stream },
      LatestStreamArn: streamArnOf(table),
      LatestStreamLabel: streamArnOf(table).split('/').at(-1),
    }),
    ...(table.indexes.length > 0 && {
      GlobalSecondaryIndexes: table.indexes.map((index) => {
        const total = engine.rows.count(index.space);
        return {
          IndexName: index.name,
          IndexArn: `${table.arn}/index/${index.name}`,
          IndexStatus: 'ACTIVE',
          KeySchema: keySchema(index.key),
          Projection: {
            ProjectionType: index.projection,
            ...(index.projection === 'INCLUDE' && { NonKeyAttributes: index.included }),
          },
          ItemCount: total.items,
          IndexSizeBytes: total.bytes,
          ProvisionedThroughput: unprovisioned,
        };
      }),
    }),
  };
}
