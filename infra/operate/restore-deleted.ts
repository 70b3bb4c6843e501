import {
  type BackupSummary,
  DescribeTableCommand,
  type DynamoDBClient,
  ListBackupsCommand,
  ResourceNotFoundException,
  RestoreTableFromBackupCommand,
  TableAlreadyExistsException,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { tables as definitions, type TableName } from '#shared/data/tables';
import { OperatorError } from './account.ts';
import { checksumOf } from './bring-back.ts';
import { type ErasureNeeds, eraseAgain } from './erase-again.ts';
import { moveReaders } from './stream-readers.ts';
import { settle, tableThatIsReady } from './table-settings.ts';

export interface DeletedNeeds extends ErasureNeeds {
  readonly lambda: LambdaClient;
  /** The deployment's own names of its tables. */
  readonly tables: Readonly<Record<TableName, string>>;
  readonly deployment: string;
  readonly tell: (text: string) => void;
}

/** Who reads the tables' streams by now, and the erasures that run once more. */
export interface BackAgain {
  readonly readers: readonly string[];
  readonly erasedAgain: readonly string[];
}

/**
 * Brings tables that were deleted back under their own names, as they were just before, from the backup that AWS makes of a
 * deleted table; then gives them again what a restore leaves out. What is there already stays, so that it can be run again
 * after it broke off. Throws `OperatorError` where there is no backup, before anything is changed.
 */
export async function restoreDeleted(
  needs: DeletedNeeds,
  wanted: readonly TableName[],
): Promise<BackAgain> {
  const { dynamodb, lambda, tables, deployment, tell } = needs;
  const found = await Promise.all(wanted.map((name) => deletedTable(dynamodb, tables[name])));
  await Promise.all(found.map((each) => fromBackup(needs, each)));
  const readers: string[] = [];
  for (const name of wanted) {
    const { TableArn = '', LatestStreamArn: stream } = await settle(
      dynamodb,
      tables[name],
      definitions[name],
      deployment,
    );
    tell(`${name}: ${await checksumOf(dynamodb, tables[name])}`);
    if (!stream) continue;
    readers.push(...(await moveReaders(lambda, TableArn, stream)));
    tell(`  its stream is read by ${readers.join(', ') || 'nobody: deploy again'}`);
  }
  const deleted = found.flatMap(({ backup }) => backup?.BackupCreationDateTime ?? []);
  const [first] = deleted.sort((a, b) => a.getTime() - b.getTime());
  const erasedAgain = first ? await eraseAgain(needs, first.toISOString()) : [];
  if (erasedAgain.length > 0) tell(`Erased again, as asked for before: ${erasedAgain.join(', ')}`);
  return { readers, erasedAgain };
}

interface DeletedTable {
  readonly table: string;
  readonly isGone: boolean;
  /** Of the last time that it was deleted. */
  readonly backup: BackupSummary | undefined;
}

async function deletedTable(client: DynamoDBClient, table: string): Promise<DeletedTable> {
  const isGone = await hasGone(client, table);
  const backup = await lastBackup(client, table);
  if (isGone && backup?.BackupStatus !== 'AVAILABLE')
    throw new OperatorError(
      `AWS has no backup of ${table}: it makes one, within minutes, of a deleted table that had point-in-time recovery, and keeps it for 35 days. Nothing was changed.`,
    );
  return { table, isGone, backup };
}

async function hasGone(client: DynamoDBClient, TableName: string): Promise<boolean> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    if (Table?.TableStatus !== 'DELETING') return false;
    await waitUntilTableNotExists({ client, maxWaitTime: 3_600 }, { TableName });
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return true;
    throw error;
  }
}

async function lastBackup(client: DynamoDBClient, TableName: string) {
  let last: BackupSummary | undefined;
  let from: string | undefined;
  do {
    const { BackupSummaries = [], LastEvaluatedBackupArn } = await client.send(
      new ListBackupsCommand({ TableName, BackupType: 'SYSTEM', ExclusiveStartBackupArn: from }),
    );
    for (const backup of BackupSummaries) if (timeOf(backup) > timeOf(last)) last = backup;
    from = LastEvaluatedBackupArn;
  } while (from !== undefined);
  return last;
}

const timeOf = (backup: BackupSummary | undefined) =>
  backup?.BackupCreationDateTime?.getTime() ?? Number.NEGATIVE_INFINITY;

async function fromBackup(
  { dynamodb, tell }: DeletedNeeds,
  { table, isGone, backup }: DeletedTable,
) {
  if (!isGone) {
    tell(`${table} is there; what it lacks is switched on.`);
    return;
  }
  try {
    await dynamodb.send(
      new RestoreTableFromBackupCommand({
        BackupArn: backup?.BackupArn,
        TargetTableName: table,
      }),
    );
  } catch (error) {
    if (!(error instanceof TableAlreadyExistsException)) throw error;
  }
  tell(`Waiting for ${table}; AWS takes 20 minutes or more for any size …`);
  await tableThatIsReady(dynamodb, table);
}
