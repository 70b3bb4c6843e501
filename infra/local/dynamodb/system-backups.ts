import { ServiceError } from '../service.ts';
import { backupRetention, type SystemBackup } from './backups.ts';
import type { Operation } from './engine.ts';
import { readRequest } from './requests.ts';
import { checkTarget, restoredTable } from './restored-table.ts';
import { ListBackups, RestoreTableFromBackup } from './table-requests.ts';

function summary({ arn, at, bytes, table }: SystemBackup) {
  return {
    TableName: table.name,
    TableId: table.id,
    TableArn: table.arn,
    BackupArn: arn,
    BackupName: `${table.name}$DeletedTableBackup`,
    BackupCreationDateTime: at / 1_000,
    BackupExpiryDateTime: (at + backupRetention) / 1_000,
    BackupStatus: 'AVAILABLE',
    BackupType: 'SYSTEM',
    BackupSizeBytes: bytes,
  };
}

/** There are no backups but those of deleted tables, and AWS lists those only where they are asked for. */
export const listBackups: Operation = ({ backups }, body) => {
  const request = readRequest(ListBackups, body);
  const { TimeRangeLowerBound: from = 0, TimeRangeUpperBound: to = Number.POSITIVE_INFINITY } =
    request;
  const all = request.BackupType === 'SYSTEM' || request.BackupType === 'ALL' ? backups.all() : [];
  const started = all.findIndex(({ arn }) => arn === request.ExclusiveStartBackupArn) + 1;
  const found = all
    .slice(started)
    .filter(({ table }) => [undefined, table.name, table.arn].includes(request.TableName))
    .filter(({ at }) => at / 1_000 >= from && at / 1_000 < to);
  const page = found.slice(0, request.Limit);
  return {
    BackupSummaries: page.map(summary),
    ...(page.length < found.length && { LastEvaluatedBackupArn: page.at(-1)?.arn }),
  };
};

export const restoreTableFromBackup: Operation = (engine, body) => {
  const { BackupArn, TargetTableName } = readRequest(RestoreTableFromBackup, body);
  const backup = engine.backups.all().find(({ arn }) => arn === BackupArn);
  if (!backup) throw new ServiceError('BackupNotFoundException', `Backup not found: ${BackupArn}`);
  checkTarget(engine, TargetTableName);
  return restoredTable(engine, backup.table, TargetTableName);
};
