import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { ResourceType } from '../service.ts';
import { updateContinuousBackups } from './backup-operations.ts';
import type { Engine } from './engine.ts';
import { readRequest } from './requests.ts';
import { updateTimeToLive } from './setting-operations.ts';
import { type SecondaryIndex, streamArnOf, type Table } from './table.ts';
import { indexOf, keySchemaOf } from './table-definition.ts';
import { createTable, tableArn, updateTable } from './table-operations.ts';
import { Definitions, IndexRequest, Keys } from './table-requests.ts';

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
  bringKey(existing, properties);
  bringIndexes(engine, existing, properties);
  bringSettings(engine, existing, properties);
}

/** CloudFormation would replace a table whose key changed; here that would lose what is in it. */
function bringKey({ name, key }: Table, { KeySchema, AttributeDefinitions }: Properties): void {
  const wanted = keySchemaOf(
    readRequest(Keys, KeySchema),
    readRequest(Definitions, AttributeDefinitions),
  );
  if (!isDeepStrictEqual(wanted, key))
    throw new Error(
      `The table ${name} of the data folder has another key than the template: delete the folder to start anew, or give the table another name.`,
    );
}

/** One index at a time, as CloudFormation does it, what is gone or different first. */
function bringIndexes(engine: Engine, { name, indexes }: Table, properties: Properties): void {
  const { AttributeDefinitions, GlobalSecondaryIndexes } = properties;
  const update = (change: object) =>
    updateTable(engine, {
      TableName: name,
      AttributeDefinitions,
      GlobalSecondaryIndexUpdates: [change],
    });
  const definitions = readRequest(Definitions, AttributeDefinitions);
  const wanted = GlobalSecondaryIndexes.map((index) => ({
    index,
    definition: indexOf(readRequest(IndexRequest, index), definitions, 0),
  }));
  const stays = (existing: SecondaryIndex) =>
    wanted.some(({ definition }) => isDeepStrictEqual(definition, { ...existing, space: 0 }));
  const kept = indexes.filter(stays).map((index) => index.name);
  for (const { name: IndexName } of indexes)
    if (!kept.includes(IndexName)) update({ Delete: { IndexName } });
  for (const { index } of wanted) if (!kept.includes(index.IndexName)) update({ Create: index });
}

function bringSettings(engine: Engine, { name, stream }: Table, properties: Properties): void {
  const { StreamSpecification: wish, DeletionProtectionEnabled = false } = properties;
  if (stream && wish?.StreamViewType !== stream)
    updateTable(engine, { TableName: name, StreamSpecification: { StreamEnabled: false } });
  updateTable(engine, {
    TableName: name,
    BillingMode: properties.BillingMode,
    DeletionProtectionEnabled,
    ...(wish && wish.StreamViewType !== stream
      ? { StreamSpecification: { ...wish, StreamEnabled: true } }
      : {}),
  });
  const table = engine.catalogue.get(name);
  if (table.streamLabel === undefined) return;
  const unlabelled = { ...table, streamLabel: undefined };
  engine.streams.rename(streamArnOf(table), streamArnOf(unlabelled));
  engine.catalogue.save(unlabelled);
}

function bringExpiry(engine: Engine, TableName: string, { TimeToLiveSpecification }: Properties) {
  const current = engine.catalogue.get(TableName).expiryAttribute;
  const wanted = TimeToLiveSpecification?.Enabled
    ? TimeToLiveSpecification.AttributeName
    : undefined;
  if (current === wanted) return;
  const change = (AttributeName: string, Enabled: boolean) =>
    updateTimeToLive(engine, {
      TableName,
      TimeToLiveSpecification: { AttributeName, Enabled },
    });
  if (current !== undefined) change(current, false);
  if (wanted !== undefined) change(wanted, true);
}

/** `AWS::DynamoDB::Table`: makes the table, or brings an earlier one up to date, all but its key. */
export function createTableResource(engine: Engine): ResourceType {
  return {
    nameProperty: 'TableName',
    identify({ stack, logicalId, name }) {
      const ref = name ?? `${stack}-${logicalId}`;
      const arn = tableArn(engine, ref);
      return { ref, attributes: { Arn: arn, StreamArn: streamArnOf({ arn }) } };
    },
    create({ properties }, { ref: TableName }) {
      const parsed = Properties.parse(properties);
      bring(engine, TableName, parsed);
      bringExpiry(engine, TableName, parsed);
      const { PointInTimeRecoverySpecification } = parsed;
      if (PointInTimeRecoverySpecification)
        updateContinuousBackups(engine, { TableName, PointInTimeRecoverySpecification });
    },
  };
}
