import * as z from 'zod';
import type { ResourceType } from '../service.ts';
import type { Engine } from './engine.ts';
import { updateContinuousBackups, updateTimeToLive } from './setting-operations.ts';
import { streamArnOf } from './table.ts';
import { createTable, tableArn, updateTable } from './table-operations.ts';

const Index = z.looseObject({ IndexName: z.string() });
const Properties = z.looseObject({
  TableName: z.string().optional(),
  KeySchema: z.unknown(),
  AttributeDefinitions: z.unknown(),
  BillingMode: z.unknown().optional(),
  GlobalSecondaryIndexes: z.array(Index).default([]),
  StreamSpecification: z.looseObject({ StreamViewType: z.string() }).optional(),
  TimeToLiveSpecification: z
    .looseObject({ AttributeName: z.string(), Enabled: z.boolean() })
    .optional(),
  PointInTimeRecoverySpecification: z
    .looseObject({ PointInTimeRecoveryEnabled: z.boolean() })
    .optional(),
  DeletionProtectionEnabled: z.boolean().optional(),
});
type Properties = z.output<typeof Properties>;

function bring(engine: Engine, name: string, properties: Properties): void {
  const { AttributeDefinitions, GlobalSecondaryIndexes: wanted } = properties;
  const existing = engine.catalogue.find(name);
  if (!existing) {
    createTable(engine, {
      TableName: name,
      AttributeDefinitions,
      KeySchema: properties.KeySchema,
      BillingMode: properties.BillingMode,
      ...(wanted.length > 0 ? { GlobalSecondaryIndexes: wanted } : {}),
      ...(properties.StreamSpecification
        ? { StreamSpecification: { ...properties.StreamSpecification, StreamEnabled: true } }
        : {}),
      DeletionProtectionEnabled: properties.DeletionProtectionEnabled,
    });
    return;
  }
  // As CloudFormation does it: one index at a time, what is gone first.
  for (const { name: IndexName } of existing.indexes)
    if (!wanted.some((index) => index.IndexName === IndexName))
      updateTable(engine, {
        TableName: name,
        GlobalSecondaryIndexUpdates: [{ Delete: { IndexName } }],
      });
  for (const index of wanted)
    if (!existing.indexes.some((each) => each.name === index.IndexName))
      updateTable(engine, {
        TableName: name,
        AttributeDefinitions,
        GlobalSecondaryIndexUpdates: [{ Create: index }],
      });
}

/** `AWS::DynamoDB::Table`: makes the table, or brings the indexes of an earlier one up to date. */
export function createTableResource(engine: Engine): ResourceType {
  return {
    nameProperty: 'TableName',
    identify({ stack, logicalId, name }) {
      const ref = name ?? `${stack}-${logicalId}`;
      const arn = tableArn(engine, ref);
      return { ref, attributes: { Arn: arn, StreamArn: streamArnOf(arn) } };
    },
    create({ properties }, { ref: TableName }) {
      const parsed = Properties.parse(properties);
      bring(engine, TableName, parsed);
      const { TimeToLiveSpecification, PointInTimeRecoverySpecification } = parsed;
      const current = engine.catalogue.get(TableName).expiryAttribute;
      if (TimeToLiveSpecification && current !== TimeToLiveSpecification.AttributeName)
        updateTimeToLive(engine, { TableName, TimeToLiveSpecification });
      if (PointInTimeRecoverySpecification)
        updateContinuousBackups(engine, { TableName, PointInTimeRecoverySpecification });
    },
  };
}
