import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { type IndexDefinition, streamView, type TableDefinition } from '#shared/data/tables';

function projection(index: IndexDefinition): Partial<dynamodb.GlobalSecondaryIndexProps> {
  if (index.include === undefined) return { projectionType: dynamodb.ProjectionType.ALL };
  if (index.include === 'keys') return { projectionType: dynamodb.ProjectionType.KEYS_ONLY };
  return {
    projectionType: dynamodb.ProjectionType.INCLUDE,
    nonKeyAttributes: [...index.include],
  };
}

const text = (name: string) => ({ name, type: dynamodb.AttributeType.STRING });

/** A table of the house: on demand, restorable to any second of 35 days, never deleted by a deploy. */
export function crmTable(
  scope: Construct,
  id: string,
  definition: TableDefinition,
): dynamodb.Table {
  const table = new dynamodb.Table(scope, id, {
    partitionKey: text('pk'),
    sortKey: text('sk'),
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
    ...(definition.timeToLive ? { timeToLiveAttribute: definition.timeToLive } : {}),
    ...(definition.stream ? { stream: dynamodb.StreamViewType[streamView] } : {}),
  });
  for (const [indexName, index] of Object.entries(definition.indexes))
    table.addGlobalSecondaryIndex({
      indexName,
      partitionKey: text(index.partitionKey),
      sortKey: text(index.sortKey),
      ...projection(index),
    });
  return table;
}
