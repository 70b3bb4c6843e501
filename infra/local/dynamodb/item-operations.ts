import { readUnits } from './capacity.ts';
import { project } from './document.ts';
import type { Operation } from './engine.ts';
import { createExpressions } from './expressions.ts';
import { rowKey } from './index-writer.ts';
import { carryOut, planDelete, planPut, planUpdate, returned } from './item-writes.ts';
import { DeleteItem, GetItem, PutItem, readRequest, UpdateItem } from './requests.ts';
import { checkKey } from './table.ts';

/** The single ConsumedCapacity of an answer, where it was asked for. */
export function oneCapacity(report: readonly Record<string, unknown>[]) {
  const [first] = report;
  return first ? { ConsumedCapacity: first } : {};
}

export const putItem: Operation = (engine, body) => {
  const request = readRequest(PutItem, body);
  const tally = engine.beginTally();
  const planned = planPut(request, engine.catalogue);
  const { before, after } = carryOut(engine, planned, tally);
  return {
    ...returned(request.ReturnValues, planned, before, after),
    ...oneCapacity(tally.report(request.ReturnConsumedCapacity)),
  };
};

export const deleteItem: Operation = (engine, body) => {
  const request = readRequest(DeleteItem, body);
  const tally = engine.beginTally();
  const planned = planDelete(request, engine.catalogue);
  const { before, after } = carryOut(engine, planned, tally);
  return {
    ...returned(request.ReturnValues, planned, before, after),
    ...oneCapacity(tally.report(request.ReturnConsumedCapacity)),
  };
};

export const updateItem: Operation = (engine, body) => {
  const request = readRequest(UpdateItem, body);
  const tally = engine.beginTally();
  const planned = planUpdate(request, engine.catalogue);
  const { before, after } = carryOut(engine, planned, tally);
  return {
    ...returned(request.ReturnValues, planned, before, after),
    ...oneCapacity(tally.report(request.ReturnConsumedCapacity)),
  };
};

export const getItem: Operation = (engine, body) => {
  const request = readRequest(GetItem, body);
  const tally = engine.beginTally();
  const table = engine.catalogue.get(request.TableName);
  const expressions = createExpressions(request);
  const paths = expressions.projection(request.ProjectionExpression);
  expressions.finish();
  checkKey(request.Key, table.key);
  const row = engine.rows.get(table.space, rowKey(request.Key, table.key));
  tally.add('read', readUnits(row?.size ?? 0, request.ConsistentRead), table.name);
  return {
    ...(row && { Item: paths ? project(row.item, paths) : row.item }),
    ...oneCapacity(tally.report(request.ReturnConsumedCapacity)),
  };
};
