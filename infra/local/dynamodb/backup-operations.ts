import { ServiceError } from '../service.ts';
import type { Engine, Operation } from './engine.ts';
import { invalid } from './failures.ts';
import { readRequest } from './requests.ts';
import { checkTarget, restoredTable } from './restored-table.ts';
import type { Table } from './table.ts';
import { RestoreTableToPointInTime, TableOnly, UpdateContinuousBackups } from './table-requests.ts';

function backups(engine: Engine, table: Table) {
  const since = engine.history.since(table);
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: {
        PointInTimeRecoveryStatus: table.pointInTimeRecovery ? 'ENABLED' : 'DISABLED',
        ...(since !== undefined && {
          EarliestRestorableDateTime: since / 1_000,
          LatestRestorableDateTime: engine.context.clock.now() / 1_000,
          RecoveryPeriodInDays: 35,
        }),
      },
    },
  };
}

/** The table of a backup operation, which has its own word for its absence. */
function backedUp(engine: Engine, nameOrArn: string): Table {
  const table = engine.catalogue.find(nameOrArn);
  if (table) return table;
  throw new ServiceError('TableNotFoundException', `Table not found: ${nameOrArn}`);
}

export const describeContinuousBackups: Operation = (engine, body) =>
  backups(engine, backedUp(engine, readRequest(TableOnly, body).TableName));

export const updateContinuousBackups: Operation = (engine, body) => {
  const { TableName, PointInTimeRecoverySpecification: wish } = readRequest(
    UpdateContinuousBackups,
    body,
  );
  const table = backedUp(engine, TableName);
  const isOn = wish.PointInTimeRecoveryEnabled;
  const since = table.recoverableSince ?? engine.context.clock.now();
  if (!isOn) engine.history.clear(table.space);
  const changed = {
    ...table,
    pointInTimeRecovery: isOn,
    recoverableSince: isOn ? since : undefined,
  };
  return backups(engine, engine.catalogue.save(changed));
};

/** The moment asked for. Throws where the table cannot be brought back to it. */
function momentOf(
  engine: Engine,
  table: Table,
  {
    UseLatestRestorableTime,
    RestoreDateTime,
  }: { UseLatestRestorableTime?: boolean | undefined; RestoreDateTime?: number | undefined },
): number {
  const now = engine.context.clock.now();
  if (!table.pointInTimeRecovery)
    throw new ServiceError(
      'PointInTimeRecoveryUnavailableException',
      `Point in time recovery is not enabled for table '${table.name}'`,
    );
  if ((RestoreDateTime === undefined) === (UseLatestRestorableTime !== true))
    throw invalid('Exactly one of RestoreDateTime and UseLatestRestorableTime must be given');
  if (RestoreDateTime === undefined) return now;
  const moment = Math.round(RestoreDateTime * 1_000);
  if (moment > now || moment < (engine.history.since(table) ?? now))
    throw new ServiceError(
      'InvalidRestoreTimeException',
      'The table can be restored to a moment between EarliestRestorableDateTime and LatestRestorableDateTime only.',
    );
  return moment;
}

export const restoreTableToPointInTime: Operation = (engine, body) => {
  const request = readRequest(RestoreTableToPointInTime, body);
  const { SourceTableName, SourceTableArn, TargetTableName: name } = request;
  const { history } = engine;
  const source = backedUp(engine, SourceTableArn ?? SourceTableName ?? '');
  checkTarget(engine, name);
  const moment = momentOf(engine, source, request);
  return restoredTable(engine, source, name, history.at(source.space, moment));
};
