import {
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Item,
  makeTable,
  openDynamoDb,
  refusal,
  type ServedDynamoDb,
} from './served-dynamodb.ts';

let cloud: ServedDynamoDb;
const TableName = 'expressions';
const n = (value: number | string) => ({ N: String(value) });
const s = (value: string) => ({ S: value });
const stored: Item = {
  pk: s('a'),
  num: n(5),
  flag: { BOOL: false },
  nil: { NULL: true },
  empty: s(''),
  str: s('hello'),
  moji: s('🚀'),
  bin: { B: new Uint8Array([1, 2, 3]) },
  tags: { SS: ['x', 'y'] },
  nums: { NS: ['1', '2'] },
  arr: { L: [n(1), { M: { deep: s('d') } }] },
  doc: { M: { arr: { L: [n(7), n(8), n(9)] }, other: n(0), 'with.dot': s('dot') } },
};

beforeAll(async () => {
  cloud = await openDynamoDb();
  await makeTable(cloud.client, TableName, { pk: 'S' });
  await cloud.client.send(new PutItemCommand({ TableName, Item: stored }));
});
afterAll(() => cloud.close());

const placeholders = (values: Item) =>
  Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {};
const filter = (FilterExpression: string, values: Item = {}, names?: Record<string, string>) =>
  cloud.client.send(
    new ScanCommand({
      TableName,
      FilterExpression,
      ...placeholders(values),
      ...(names && { ExpressionAttributeNames: names }),
    }),
  );
const update = (UpdateExpression: string, values: Item = {}) =>
  cloud.client.send(
    new UpdateItemCommand({
      TableName,
      Key: { pk: s('a') },
      UpdateExpression,
      ...placeholders(values),
    }),
  );

describe('a condition', () => {
  it.each([
    ['num = :v', n('5.0'), true],
    ['num <> :v', n(5), false],
    ['absent <> :v', n(5), true],
    ['absent = :v', n(5), false],
    ['num < :v', s('z'), false],
    ['num BETWEEN :v AND num', n(5), true],
    ['num IN (:v, flag)', n(5), true],
    ['flag IN (:v)', { BOOL: false }, true],
    ['attribute_type(flag, :v)', s('BOOL'), true],
    ['attribute_type(nil, :v)', s('NULL'), true],
    ['size(#e) = :v', n(0), true],
    ['size(tags) = :v', n(2), true],
    ['size(bin) = :v', n(3), true],
    ['size(doc) = :v', n(3), true],
    ['size(num) = :v', n(1), false],
    ['begins_with(str, :v)', s('he'), true],
    ['begins_with(num, :v)', s('5'), false],
    ['begins_with(bin, :v)', { B: new Uint8Array([1, 2]) }, true],
    ['contains(str, :v)', s('ell'), true],
    ['contains(tags, :v)', s('x'), true],
    ['contains(nums, :v)', n('1.0'), true],
    ['contains(arr, :v)', n(1), true],
    ['contains(bin, :v)', { B: new Uint8Array([2, 3]) }, true],
    ['arr[1].deep = :v', s('d'), true],
    ['doc.#dotted = :v', s('dot'), true],
    ['tags = :v', { SS: ['y', 'x'] }, true],
    ['NOT num = :v AND num = :v', n(5), false],
    ['num = :v OR num = :v AND NOT num = :v', n(5), true],
    ['moji > :v', s('\uffff'), true],
  ] as [string, Item[string], boolean][])('%s with %j is %s', async (expression, value, met) => {
    const names = {
      ...(expression.includes('#e') && { '#e': 'empty' }),
      ...(expression.includes('#dotted') && { '#dotted': 'with.dot' }),
    };
    const given = Object.keys(names).length > 0 ? names : undefined;
    expect((await filter(expression, { ':v': value }, given)).Count).toBe(met ? 1 : 0);
  });
});

describe('an expression is refused', () => {
  const invalid = (words: string) => `ValidationException: Invalid FilterExpression: ${words}`;
  const v = { ':v': n(1) };

  it.each([
    ['', {}, 'The expression can not be empty;'],
    ['size = :v', v, 'Attribute name is a reserved keyword; reserved keyword: size'],
    [
      'num = :w',
      v,
      'An expression attribute value used in expression is not defined; attribute value: :w',
    ],
    [
      '#x = :v',
      v,
      'An expression attribute name used in the document path is not defined; attribute name: #x',
    ],
    [
      'num = num',
      {},
      'The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [num]',
    ],
    [
      'num < :v',
      { ':v': { M: {} } },
      'Incorrect operand type for operator or function; operator: <, operand type: MAP',
    ],
    ['((num = :v))', v, 'The expression has redundant parentheses;'],
    ['fun(num, :v)', v, 'Invalid function name; function: fun'],
    [
      'begins_with(str)',
      {},
      'Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 1',
    ],
    [
      'begins_with(str, :v)',
      v,
      'Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
    ],
    [
      'attribute_exists(:v)',
      v,
      'Operator or function requires a document path; operator or function: attribute_exists',
    ],
    [
      'if_not_exists(num, :v)',
      v,
      'The function is not allowed in a condition expression; function: if_not_exists',
    ],
    [
      'attribute_type(num, :v)',
      { ':v': s('X') },
      'Invalid attribute type name found; type: X, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}',
    ],
    ['num = :v extra', v, 'Syntax error; token: "extra", near: ":v extra <EOF>"'],
  ] as [string, Item, string][])('%s', async (expression, values, words) => {
    expect(await refusal(filter(expression, values))).toBe(invalid(words));
  });

  it('where the bounds of BETWEEN are the wrong way round or of two types', async () => {
    const between = (low: Item[string], high: Item[string]) =>
      refusal(filter('num BETWEEN :a AND :b', { ':a': low, ':b': high }));
    expect(await between(n(2), n(1))).toContain('requires upper bound to be greater than or equal');
    expect(await between(n(2), s('x'))).toContain('requires same data type for lower and upper');
  });

  it('where placeholders are left over or have no use', async () => {
    expect(await refusal(filter('num = :v', { ...v, ':w': n(2) }))).toBe(
      'ValidationException: Value provided in ExpressionAttributeValues unused in expressions: keys: {:w}',
    );
    expect(await refusal(filter('num = :v', v, { '#x': 'num' }))).toBe(
      'ValidationException: Value provided in ExpressionAttributeNames unused in expressions: keys: {#x}',
    );
    const bare = new GetItemCommand({
      TableName,
      Key: { pk: s('a') },
      ExpressionAttributeNames: { '#x': 'x' },
    });
    expect(await refusal(cloud.client.send(bare))).toBe(
      'ValidationException: ExpressionAttributeNames can only be specified when using expressions',
    );
  });

  it.each([
    [
      'SET num = :v SET str = :v',
      v,
      'The "SET" section can only be used once in an update expression;',
    ],
    [
      'SET num = :v REMOVE num',
      v,
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [num], path two: [num]',
    ],
    [
      'SET doc.x = :v REMOVE doc',
      v,
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [doc, x], path two: [doc]',
    ],
    [
      'SET doc.x = :v REMOVE doc[1]',
      v,
      'Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [doc, x], path two: [doc, [1]]',
    ],
    [
      'SET num = num + :v',
      { ':v': s('x') },
      'Incorrect operand type for operator or function; operator: +, operand type: S',
    ],
    [
      'SET arr = list_append(arr, :v)',
      v,
      'Incorrect operand type for operator or function; operator or function: list_append, operand type: N',
    ],
    [
      'ADD num :v',
      { ':v': s('x') },
      'Incorrect operand type for operator or function; operator: ADD, operand type: S',
    ],
    [
      'DELETE tags :v',
      v,
      'Incorrect operand type for operator or function; operator: DELETE, operand type: N',
    ],
    ['SET num = attribute_exists(num, :v)', v, 'Invalid function name; function: attribute_exists'],
  ] as [string, Item, string][])('as an update: %s', async (expression, values, words) => {
    expect(await refusal(update(expression, values))).toBe(
      `ValidationException: Invalid UpdateExpression: ${words}`,
    );
  });

  it('where old parameters are used instead', async () => {
    const old = new GetItemCommand({ TableName, Key: { pk: s('a') }, AttributesToGet: ['num'] });
    expect(await refusal(cloud.client.send(old))).toContain('use expressions instead');
  });
});

describe('a projection', () => {
  const project = async (ProjectionExpression: string) =>
    (
      await cloud.client.send(
        new GetItemCommand({ TableName, Key: { pk: s('a') }, ProjectionExpression }),
      )
    ).Item;

  it('gives parts in their places, list elements moved up', async () => {
    expect(await project('num, doc.arr[2], doc.arr[0], doc.absent, arr[1].deep')).toEqual({
      num: n(5),
      doc: { M: { arr: { L: [n(7), n(9)] } } },
      arr: { L: [{ M: { deep: s('d') } }] },
    });
    expect(await project('absent')).toEqual({});
  });

  it('may not name a part of another', async () => {
    expect(await refusal(project('doc, doc.arr'))).toContain('Two document paths overlap');
  });
});
