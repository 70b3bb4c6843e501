import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { ServiceError } from '../service.ts';
import type { AttributeMap } from './attribute-value.ts';
import { readUnits } from './capacity.ts';
import type { Catalogue } from './catalogue.ts';
import { project } from './document.ts';
import type { Engine, Operation } from './engine.ts';
import { createExpressions } from './expressions.ts';
import { invalid } from './failures.ts';
import { rowKey } from './index-writer.ts';
import {
  meets,
  type PlannedWrite,
  planCheck,
  planDelete,
  planPut,
  planUpdate,
} from './item-writes.ts';
import { readRequest, TransactGetItems, TransactWriteItems } from './requests.ts';
import type { Row, SizedItem } from './rows.ts';
import { checkKey } from './table.ts';

const largestTransaction = 4 * 1024 * 1024;

interface Reason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: AttributeMap;
}

const noReason: Reason = { Code: 'None' };

/** The refusal of a whole transaction, with a reason for each of its actions. */
function cancelled(reasons: readonly Reason[]): ServiceError {
  return new ServiceError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
    { details: { CancellationReasons: reasons } },
  );
}

type Action = z.output<typeof TransactWriteItems>['TransactItems'][number];

function planAction(action: Action, catalogue: Catalogue): PlannedWrite {
  const given = Object.values(action).filter((each) => each !== undefined);
  if (given.length !== 1)
    throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  if (action.Put) return planPut(action.Put, catalogue);
  if (action.Update) return planUpdate(action.Update, catalogue);
  if (action.Delete) return planDelete(action.Delete, catalogue);
  if (action.ConditionCheck) return planCheck(action.ConditionCheck, catalogue);
  throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
}

/** Throws where a fault says that another transaction holds one of the items. */
function strikeConflict(engine: Engine, operation: string, tables: readonly string[]): void {
  const { faults } = engine.context;
  const scope = `dynamodb:${operation}:${[...new Set(tables)].join(',')}`;
  if (!faults.strikes('transaction-conflict', scope)) return;
  const hit = Math.floor(faults.random() * tables.length);
  throw cancelled(
    tables.map((_, at) =>
      at === hit
        ? { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' }
        : noReason,
    ),
  );
}

/** What one action does to its item, or why it cannot. */
function decide(planned: PlannedWrite, row: Row | undefined) {
  const after: SizedItem | undefined = row;
  if (!meets(planned, row))
    return {
      after,
      reason: {
        Code: 'ConditionalCheckFailed',
        Message: 'The conditional request failed',
        ...(planned.returnOld && row && { Item: row.item }),
      },
    };
  if (!planned.writes) return { after, reason: noReason };
  try {
    return { after: planned.next(row?.item), reason: noReason };
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'ValidationException') throw error;
    return { after, reason: { Code: 'ValidationError', Message: error.message } };
  }
}

export const transactWriteItems: Operation = (engine, body) => {
  const request = readRequest(TransactWriteItems, body);
  const { ClientRequestToken: token, TransactItems: actions } = request;
  const planned = actions.map((action) => planAction(action, engine.catalogue));
  const ids = planned.map(({ table, key }) => `${table.space}/${key.toString('latin1')}`);
  if (new Set(ids).size !== ids.length)
    throw invalid('Transaction request cannot include multiple operations on one item');
  const tables = planned.map(({ table }) => table.name);
  strikeConflict(engine, 'TransactWriteItems', tables);

  const { tokens } = engine;
  const digest = createHash('sha256').update(JSON.stringify(actions)).digest('hex');
  const tally = engine.beginTally();
  const answer = (direction: 'read' | 'write') => {
    const capacity = tally.report(request.ReturnConsumedCapacity, direction);
    return capacity.length > 0 ? { ConsumedCapacity: capacity } : {};
  };
  if (token !== undefined && tokens.isRepeated(token, digest)) {
    // AWS charges a repeated request for reading its items.
    for (const { table, key } of planned)
      tally.add(
        'read',
        2 * readUnits(engine.rows.get(table.space, key)?.size ?? 0, true),
        table.name,
      );
    return answer('read');
  }

  engine.writer.atomically(() => {
    const decided = planned.map((each) => {
      const before = engine.rows.get(each.table.space, each.key);
      return { ...each, before, ...decide(each, before) };
    });
    const bytes = decided.reduce((sum, { after }) => sum + (after?.size ?? 0), 0);
    if (bytes > largestTransaction)
      throw invalid('Collection of items in the transaction exceeded the maximum size of 4 MB');
    for (const { table, key, before, after, reason } of decided)
      if (reason === noReason)
        engine.writer.write({ table, key, before, after, transactional: true }, tally);
    if (decided.some(({ reason }) => reason !== noReason))
      throw cancelled(decided.map(({ reason }) => reason));
    if (token !== undefined) tokens.remember(token, digest);
  });
  return answer('write');
};

export const transactGetItems: Operation = (engine, body) => {
  const request = readRequest(TransactGetItems, body);
  const reads = request.TransactItems.map(({ Get: get }) => {
    const table = engine.catalogue.get(get.TableName);
    const expressions = createExpressions(get);
    const paths = expressions.projection(get.ProjectionExpression);
    expressions.finish();
    checkKey(get.Key, table.key);
    return { table, paths, key: rowKey(get.Key, table.key) };
  });
  const ids = reads.map(({ table, key }) => `${table.space}/${key.toString('latin1')}`);
  if (new Set(ids).size !== ids.length)
    throw invalid('Transaction request cannot include multiple operations on one item');
  strikeConflict(
    engine,
    'TransactGetItems',
    reads.map(({ table }) => table.name),
  );
  const tally = engine.beginTally();
  const responses = reads.map(({ table, paths, key }) => {
    const row = engine.rows.get(table.space, key);
    tally.add('read', 2 * readUnits(row?.size ?? 0, true), table.name);
    return row ? { Item: paths ? project(row.item, paths) : row.item } : {};
  });
  const capacity = tally.report(request.ReturnConsumedCapacity, 'read');
  return {
    Responses: responses,
    ...(capacity.length > 0 && { ConsumedCapacity: capacity }),
  };
};
