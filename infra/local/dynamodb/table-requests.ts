import * as z from 'zod';
import { IndexName, TableName } from './requests.ts';

const NewTableName = z
  .string()
  .regex(/^[a-zA-Z0-9_.-]{3,255}$/, 'must be 3 to 255 letters, digits, dots, hyphens, underscores');

const KeySchemaElement = z.strictObject({
  AttributeName: z.string().min(1).max(255),
  KeyType: z.enum(['HASH', 'RANGE']),
});
export const Definitions = z.array(
  z.strictObject({
    AttributeName: z.string().min(1).max(255),
    AttributeType: z.enum(['S', 'N', 'B']),
  }),
);
export const Keys = z.array(KeySchemaElement).min(1).max(2);
const ProvisionedThroughput = z.strictObject({
  ReadCapacityUnits: z.number().min(1),
  WriteCapacityUnits: z.number().min(1),
});
const OnDemandThroughput = z.strictObject({
  MaxReadRequestUnits: z.number().optional(),
  MaxWriteRequestUnits: z.number().optional(),
});
export const IndexRequest = z.strictObject({
  IndexName,
  KeySchema: Keys,
  Projection: z.strictObject({
    ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']).default('ALL'),
    NonKeyAttributes: z.array(z.string().min(1).max(255)).max(100).optional(),
  }),
  ProvisionedThroughput: ProvisionedThroughput.optional(),
  OnDemandThroughput: OnDemandThroughput.optional(),
});
const viewType = z.enum(['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']);
const StreamSpecification = z.strictObject({
  StreamEnabled: z.boolean(),
  StreamViewType: viewType.optional(),
});
const Encryption = z.strictObject({
  Enabled: z.boolean().optional(),
  SSEType: z.enum(['KMS', 'AES256']).optional(),
  KMSMasterKeyId: z.string().optional(),
});
const Tags = z.array(
  z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) }),
);
const settings = {
  BillingMode: z.enum(['PAY_PER_REQUEST', 'PROVISIONED']).optional(),
  ProvisionedThroughput: ProvisionedThroughput.optional(),
  OnDemandThroughput: OnDemandThroughput.optional(),
  DeletionProtectionEnabled: z.boolean().optional(),
  TableClass: z.enum(['STANDARD', 'STANDARD_INFREQUENT_ACCESS']).optional(),
};

export const CreateTable = z.strictObject({
  ...settings,
  TableName: NewTableName,
  AttributeDefinitions: Definitions,
  KeySchema: Keys,
  GlobalSecondaryIndexes: z.array(IndexRequest).min(1).max(20).optional(),
  LocalSecondaryIndexes: z.never('Local secondary indexes are not emulated').optional(),
  StreamSpecification: StreamSpecification.optional(),
  SSESpecification: Encryption.optional(),
  Tags: Tags.optional(),
});

export const UpdateTable = z.strictObject({
  ...settings,
  TableName,
  AttributeDefinitions: Definitions.optional(),
  StreamSpecification: StreamSpecification.optional(),
  SSESpecification: Encryption.optional(),
  GlobalSecondaryIndexUpdates: z
    .array(
      z.strictObject({
        Create: IndexRequest.optional(),
        Delete: z.strictObject({ IndexName }).optional(),
        Update: z.looseObject({ IndexName }).optional(),
      }),
    )
    .optional(),
});

export const TableOnly = z.strictObject({ TableName });

export const ListTables = z.strictObject({
  ExclusiveStartTableName: z.string().optional(),
  Limit: z.int().min(1).max(100).default(100),
});

export const UpdateTimeToLive = z.strictObject({
  TableName,
  TimeToLiveSpecification: z.strictObject({
    AttributeName: z.string().min(1).max(255),
    Enabled: z.boolean(),
  }),
});

export const UpdateContinuousBackups = z.strictObject({
  TableName,
  PointInTimeRecoverySpecification: z.strictObject({
    PointInTimeRecoveryEnabled: z.boolean(),
    RecoveryPeriodInDays: z.int().min(1).max(35).optional(),
  }),
});

/** Settings of the new table that differ from the old one's are not emulated. */
export const RestoreTableToPointInTime = z.strictObject({
  SourceTableName: TableName.optional(),
  SourceTableArn: z.string().optional(),
  TargetTableName: TableName,
  UseLatestRestorableTime: z.boolean().optional(),
  RestoreDateTime: z.number().optional(),
});

export const ListBackups = z.strictObject({
  TableName: TableName.optional(),
  Limit: z.int().min(1).max(100).default(100),
  TimeRangeLowerBound: z.number().optional(),
  TimeRangeUpperBound: z.number().optional(),
  ExclusiveStartBackupArn: z.string().optional(),
  BackupType: z.enum(['USER', 'SYSTEM', 'AWS_BACKUP', 'ALL']).default('USER'),
});

export const RestoreTableFromBackup = z.strictObject({
  BackupArn: z.string(),
  TargetTableName: NewTableName,
});

export const TagResource = z.strictObject({ ResourceArn: z.string(), Tags });
export const UntagResource = z.strictObject({
  ResourceArn: z.string(),
  TagKeys: z.array(z.string()),
});
export const ListTagsOfResource = z.strictObject({
  ResourceArn: z.string(),
  NextToken: z.string().optional(),
});

export type IndexRequest = Omit<
  z.output<typeof IndexRequest>,
  'ProvisionedThroughput' | 'OnDemandThroughput'
>;
export type KeySchemaRequest = z.output<typeof Keys>;
export type AttributeDefinitionsRequest = z.output<typeof Definitions>;
