import {
  ContinuousBackupsUnavailableException,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ListTagsOfResourceCommand,
  type TableDescription,
  TagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  type UpdateTableCommandInput,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { streamView, type TableDefinition } from '#shared/data/tables';
import { deploymentTag } from '../deployment-names.ts';

/** Waits until a table is there and nothing of it is being changed; a restore takes 20 minutes or more. */
export async function tableThatIsReady(
  client: DynamoDBClient,
  TableName: string,
): Promise<TableDescription> {
  await waitUntilTableExists(
    { client, maxWaitTime: 12 * 3_600, minDelay: 1, maxDelay: 30 },
    { TableName },
  );
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  if (!Table) throw new Error(`AWS does not describe the table ${TableName}.`);
  return Table;
}

/**
 * Gives a table what a restore leaves out: protection, recovery, expiry, stream and the deployment's tag. Changes only what
 * is not so yet, one thing after the other, as DynamoDB demands; gives the table as it is then.
 */
export async function settle(
  client: DynamoDBClient,
  name: string,
  { timeToLive, stream = false }: TableDefinition,
  deployment: string,
): Promise<TableDescription> {
  const update = async (change: Omit<UpdateTableCommandInput, 'TableName'>) => {
    await client.send(new UpdateTableCommand({ TableName: name, ...change }));
    return tableThatIsReady(client, name);
  };
  let table = await tableThatIsReady(client, name);
  if (!table.DeletionProtectionEnabled) table = await update({ DeletionProtectionEnabled: true });
  await recover(client, name);
  if (timeToLive) await expire(client, name, timeToLive);
  if (stream && !table.StreamSpecification?.StreamEnabled)
    table = await update({
      StreamSpecification: { StreamEnabled: true, StreamViewType: streamView },
    });
  await tag(client, table.TableArn, deployment);
  return table;
}

async function recover(client: DynamoDBClient, TableName: string): Promise<void> {
  const { ContinuousBackupsDescription: backups } = await client.send(
    new DescribeContinuousBackupsCommand({ TableName }),
  );
  if (backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED') return;
  for (let tries = 1; ; tries++)
    try {
      await client.send(
        new UpdateContinuousBackupsCommand({
          TableName,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        }),
      );
      return;
    } catch (error) {
      // A table that has just been made has to wait for it, for some minutes.
      if (!(error instanceof ContinuousBackupsUnavailableException) || tries === 60) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, 10_000);
      });
    }
}

async function expire(client: DynamoDBClient, TableName: string, AttributeName: string) {
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
  if (/^ENABL/.test(TimeToLiveDescription?.TimeToLiveStatus ?? '')) return;
  const TimeToLiveSpecification = { Enabled: true, AttributeName };
  await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
}

async function tag(client: DynamoDBClient, ResourceArn: string | undefined, deployment: string) {
  const { Tags = [] } = await client.send(new ListTagsOfResourceCommand({ ResourceArn }));
  if (Tags.some(({ Key, Value }) => Key === deploymentTag && Value === deployment)) return;
  await client.send(
    new TagResourceCommand({ ResourceArn, Tags: [{ Key: deploymentTag, Value: deployment }] }),
  );
}
