import { ServiceError } from '../service.ts';
import {
  describeContinuousBackups,
  restoreTableToPointInTime,
  updateContinuousBackups,
} from './backup-operations.ts';
import { batchGetItem, batchWriteItem } from './batch-operations.ts';
import type { Operation } from './engine.ts';
import { deleteItem, getItem, putItem, updateItem } from './item-operations.ts';
import { query, scan } from './query-operations.ts';
import {
  describeTimeToLive,
  listTagsOfResource,
  tagResource,
  untagResource,
  updateTimeToLive,
} from './setting-operations.ts';
import { describeStream, getRecords, getShardIterator, listStreams } from './stream-operations.ts';
import { listBackups, restoreTableFromBackup } from './system-backups.ts';
import {
  createTable,
  deleteTable,
  describeTable,
  listTables,
  updateTable,
} from './table-operations.ts';
import { transactGetItems, transactWriteItems } from './transaction-operations.ts';

const operations: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    BatchGetItem: batchGetItem,
    BatchWriteItem: batchWriteItem,
    CreateTable: createTable,
    DeleteItem: deleteItem,
    DeleteTable: deleteTable,
    DescribeContinuousBackups: describeContinuousBackups,
    DescribeStream: describeStream,
    DescribeTable: describeTable,
    DescribeTimeToLive: describeTimeToLive,
    GetItem: getItem,
    GetRecords: getRecords,
    GetShardIterator: getShardIterator,
    ListBackups: listBackups,
    ListStreams: listStreams,
    ListTables: listTables,
    ListTagsOfResource: listTagsOfResource,
    PutItem: putItem,
    Query: query,
    RestoreTableFromBackup: restoreTableFromBackup,
    RestoreTableToPointInTime: restoreTableToPointInTime,
    Scan: scan,
    TagResource: tagResource,
    TransactGetItems: transactGetItems,
    TransactWriteItems: transactWriteItems,
    UntagResource: untagResource,
    UpdateContinuousBackups: updateContinuousBackups,
    UpdateItem: updateItem,
    UpdateTable: updateTable,
    UpdateTimeToLive: updateTimeToLive,
  }),
);

/** The operation of that name. Throws `UnknownOperationException` for what is not emulated. */
export function operationNamed(name: string): Operation {
  const operation = operations.get(name);
  if (operation) return operation;
  throw new ServiceError('UnknownOperationException', `${name} is not emulated.`);
}
