import { ServiceError } from '../service.ts';
import { type AttributeMap, attributeOf } from './attribute-value.ts';
import type { Tally } from './capacity.ts';
import type { Catalogue } from './catalogue.ts';
import { holds } from './condition.ts';
import type { Condition } from './condition-parser.ts';
import { project } from './document.ts';
import type { Engine } from './engine.ts';
import type { Path } from './expression-reader.ts';
import { createExpressions, type ExpressionParameters } from './expressions.ts';
import { invalidValues } from './failures.ts';
import { rowKey } from './index-writer.ts';
import type { Row, SizedItem } from './rows.ts';
import { checkIndexKeys, checkKey, checkKeyIn, keyAttributes, type Table } from './table.ts';
import { updated } from './update.ts';
import { sized } from './writer.ts';

/** A checked write of one item that has not seen the stored item yet. */
export interface PlannedWrite {
  readonly table: Table;
  readonly key: Buffer;
  readonly condition: Condition | undefined;
  readonly values: AttributeMap;
  readonly returnOld: boolean;
  /** What the item becomes; undefined deletes. Throws where an update does not fit the item. */
  readonly next: (current: AttributeMap | undefined) => SizedItem | undefined;
  /** False for a condition check, which writes nothing. */
  readonly writes: boolean;
  readonly touched: readonly Path[];
}

interface WriteParameters extends ExpressionParameters {
  readonly TableName: string;
  readonly ConditionExpression?: string | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: 'NONE' | 'ALL_OLD' | undefined;
}

function plan(
  parameters: WriteParameters,
  table: Table,
  key: AttributeMap,
  next: PlannedWrite['next'],
): PlannedWrite {
  const expressions = createExpressions(parameters);
  const condition = expressions.condition('ConditionExpression', parameters.ConditionExpression);
  expressions.finish();
  return {
    table,
    key: rowKey(key, table.key),
    condition,
    values: expressions.values,
    returnOld: parameters.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
    next,
    writes: true,
    touched: [],
  };
}

/** Checks a put; everything that does not depend on the stored item. */
export function planPut(
  parameters: WriteParameters & { readonly Item: AttributeMap },
  catalogue: Catalogue,
): PlannedWrite {
  const { TableName, Item: item } = parameters;
  const table = catalogue.get(TableName);
  checkKeyIn(item, table.key);
  checkIndexKeys(item, table.indexes, false);
  const put = sized(item);
  return plan(parameters, table, item, () => put);
}

export function planDelete(
  parameters: WriteParameters & { readonly Key: AttributeMap },
  catalogue: Catalogue,
): PlannedWrite {
  const table = catalogue.get(parameters.TableName);
  checkKey(parameters.Key, table.key);
  return plan(parameters, table, parameters.Key, () => undefined);
}

/** Checks a condition check of a transaction. */
export function planCheck(
  parameters: WriteParameters & { readonly Key: AttributeMap },
  catalogue: Catalogue,
): PlannedWrite {
  return { ...planDelete(parameters, catalogue), writes: false };
}

export function planUpdate(
  parameters: WriteParameters & {
    readonly Key: AttributeMap;
    readonly UpdateExpression?: string | undefined;
  },
  catalogue: Catalogue,
): PlannedWrite {
  const { Key: key, TableName } = parameters;
  const table = catalogue.get(TableName);
  const expressions = createExpressions(parameters);
  const actions = expressions.update(parameters.UpdateExpression);
  const condition = expressions.condition('ConditionExpression', parameters.ConditionExpression);
  expressions.finish();
  checkKey(key, table.key);
  const keyNames = keyAttributes(table.key).map(({ name }) => name);
  for (const { path } of actions)
    if (keyNames.includes(path[0]))
      throw invalidValues(`Cannot update attribute ${path[0]}. This attribute is part of the key`);
  // In AWS an update that only takes away does not create the item; one without actions does.
  const creates =
    actions.length === 0 || actions.some(({ kind }) => kind === 'set' || kind === 'add');
  return {
    table,
    key: rowKey(key, table.key),
    condition,
    values: expressions.values,
    returnOld: parameters.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
    writes: true,
    touched: actions.map(({ path }) => path),
    next(current) {
      const item = updated(current ?? key, actions, expressions.values);
      if (!current && !creates) return undefined;
      const changed = table.indexes.filter((index) =>
        keyAttributes(index.key).some(({ name }) => actions.some(({ path }) => path[0] === name)),
      );
      checkIndexKeys(item, changed, true);
      return sized(item, true);
    },
  };
}

export function meets(planned: PlannedWrite, row: Row | undefined): boolean {
  return !planned.condition || holds(planned.condition, row?.item ?? {}, planned.values);
}

/** Carries out one planned write and returns the item before and after it. */
export function carryOut(engine: Engine, planned: PlannedWrite, tally: Tally) {
  const { table, key } = planned;
  if (engine.context.faults.strikes('transaction-conflict', `dynamodb:single-write:${table.name}`))
    throw new ServiceError('TransactionConflictException', 'Transaction is ongoing for the item');
  return engine.writer.atomically(() => {
    const before = engine.rows.get(table.space, key);
    if (!meets(planned, before)) {
      engine.writer.write({ table, key, before, after: before }, tally);
      throw conditionFailed(planned, before);
    }
    const after = planned.next(before?.item);
    engine.writer.write({ table, key, before, after }, tally);
    return { before: before?.item, after: after?.item };
  });
}

function conditionFailed(planned: PlannedWrite, row: Row | undefined): ServiceError {
  return new ServiceError('ConditionalCheckFailedException', 'The conditional request failed', {
    details: planned.returnOld && row ? { Item: row.item } : {},
  });
}

/** The Attributes of an answer, as ReturnValues asks for them. */
export function returned(
  wish: 'NONE' | 'ALL_OLD' | 'ALL_NEW' | 'UPDATED_OLD' | 'UPDATED_NEW',
  { touched }: PlannedWrite,
  before: AttributeMap | undefined,
  after: AttributeMap | undefined,
): { readonly Attributes?: AttributeMap } {
  const item = wish.endsWith('OLD') ? before : after;
  if (wish === 'NONE' || !item) return {};
  if (wish.startsWith('ALL')) return { Attributes: item };
  const present = touched.filter(([name]) => attributeOf(item, name) !== undefined);
  const attributes = project(item, present);
  return Object.keys(attributes).length > 0 ? { Attributes: attributes } : {};
}
