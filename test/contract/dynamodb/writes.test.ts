import {
  type AttributeValue,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type Item,
  makeTable,
  openDynamoDb,
  refusal,
  refused,
  type ServedDynamoDb,
} from './served-dynamodb.ts';

let cloud: ServedDynamoDb;
const TableName = 'writes';
const Key = { pk: { S: 'a' } };

beforeAll(async () => {
  cloud = await openDynamoDb();
  await makeTable(cloud.client, TableName, { pk: 'S' }, { byOwner: { keys: { owner: 'S' } } });
});
afterEach(() => cloud.service.reset());
afterAll(() => cloud.close());

const send = ((command) => cloud.client.send(command)) as ServedDynamoDb['client']['send'];
const put = (attributes: Item, more: object = {}) =>
  send(new PutItemCommand({ TableName, Item: { ...Key, ...attributes }, ...more }));
const read = async () => (await send(new GetItemCommand({ TableName, Key }))).Item;

/** Updates the item; values are given by name, words that are reserved as `#word`. */
function update(
  UpdateExpression: string,
  values: Item = {},
  more: Partial<UpdateItemCommandInput> = {},
) {
  const words = [...new Set(UpdateExpression.match(/#\w+/g))];
  return send(
    new UpdateItemCommand({
      TableName,
      Key,
      UpdateExpression,
      ...(words.length > 0 && {
        ExpressionAttributeNames: Object.fromEntries(words.map((word) => [word, word.slice(1)])),
      }),
      ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
      ...more,
    }),
  );
}

const n = (value: number | string) => ({ N: String(value) });
const s = (value: string) => ({ S: value });
const list = (...values: number[]) => ({ L: values.map(n) });

describe('values', () => {
  it('of every type come back as they were sent, numbers and binaries in canonical form', async () => {
    const nested = { M: { l: { L: [{ M: { x: { NULL: true as const } } }, { BOOL: false }] } } };
    const attributes: Item = {
      empty: s(''),
      note: s('Zoë 🚀'),
      bytes: { B: new Uint8Array([0, 255, 1]) },
      noBytes: { B: new Uint8Array() },
      strings: { SS: ['', 'b'] },
      numbers: { NS: ['2', '1'] },
      binaries: { BS: [new Uint8Array([1])] },
      nested,
      emptyList: { L: [] },
      emptyMap: { M: {} },
      toString: s('not a method'),
    };
    await put({ ...attributes, number: n('+001.500e1') });
    expect(await read()).toEqual({ ...Key, ...attributes, number: n('15') });
  });

  it.each([
    ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
    ['1e125', `1${'0'.repeat(125)}`],
    ['-9.9999999999999999999999999999999999999E+125', `-${'9'.repeat(38)}${'0'.repeat(88)}`],
    ['1e-130', `0.${'0'.repeat(129)}1`],
    ['-0', '0'],
    ['0.10', '0.1'],
  ])('the number %s is kept exactly', async (given, kept) => {
    await put({ number: n(given) });
    expect((await read())?.['number']).toEqual(n(kept));
  });

  it.each([
    ['1'.repeat(39), 'Attempting to store more than 38 significant digits in a Number'],
    ['1e126', 'Number overflow. Attempting to store a number with magnitude larger'],
    ['1e-131', 'Number underflow. Attempting to store a number with magnitude smaller'],
    ['one', 'The parameter cannot be converted to a numeric value: one'],
    ['', 'The parameter cannot be converted to a numeric value'],
    ['NaN', 'The parameter cannot be converted to a numeric value: NaN'],
  ])('the number "%s" is refused', async (given, words) => {
    expect(await refusal(put({ number: n(given) }))).toContain(`ValidationException: ${words}`);
  });

  it.each([
    [{ SS: [] }, 'One or more parameter values were invalid: An string set  may not be empty'],
    [
      { SS: ['a', 'a'] },
      'One or more parameter values were invalid: Input collection [a, a] contains duplicates.',
    ],
    [
      { NS: ['1', '1.0'] },
      'One or more parameter values were invalid: Input collection [1, 1] contains duplicates.',
    ],
    [
      { NULL: false },
      'One or more parameter values were invalid: Null attribute value types must have the value of true',
    ],
    [{}, 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'],
  ])('%j is refused', async (value, words) => {
    // The SDK itself drops what has no known type; only the wire shows how the service answers.
    const call = put({ value: value as unknown as AttributeValue });
    expect(await refusal(call)).toBe(`ValidationException: ${words}`);
  });

  it('may be nested 32 levels deep, not 33', async () => {
    const nested = (levels: number): AttributeValue =>
      levels === 0 ? s('x') : { L: [nested(levels - 1)] };
    await put({ deep: nested(32) });
    expect(await refusal(put({ deep: nested(33) }))).toMatch(
      /^ValidationException: Nesting Levels have exceeded supported limits/,
    );
  });

  it('fill an item up to 400 KB, names included', async () => {
    const rest = 400 * 1024 - 'pk'.length - 'a'.length - 'note'.length;
    await put({ note: s('x'.repeat(rest)) });
    expect(await refusal(put({ note: s('x'.repeat(rest + 1)) }))).toBe(
      'ValidationException: Item size has exceeded the maximum allowed size',
    );
    expect(await refusal(update('SET more = :x', { ':x': s('') }))).toBe(
      'ValidationException: Item size to update has exceeded the maximum allowed size',
    );
  });
});

describe('keys', () => {
  it.each([
    [{}, 'One or more parameter values were invalid: Missing the key pk in the item'],
    [
      { pk: n(1) },
      'One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N',
    ],
    [
      { pk: s('') },
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
    ],
    [
      { pk: s('x'.repeat(2049)) },
      'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes',
    ],
    [
      { ...Key, owner: s('') },
      'One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: byOwner, IndexKey: owner',
    ],
    [
      { ...Key, owner: n(1) },
      'One or more parameter values were invalid: Type mismatch for Index Key owner Expected: S Actual: N IndexName: byOwner',
    ],
  ] as [Item, string][])('an item %j is refused', async (item, words) => {
    const call = send(new PutItemCommand({ TableName, Item: item }));
    expect(await refusal(call)).toBe(`ValidationException: ${words}`);
  });

  it('of a request must be exactly those of the table', async () => {
    for (const given of [{}, { pk: n(1) }, { ...Key, more: s('x') }] as Item[])
      expect(await refusal(send(new GetItemCommand({ TableName, Key: given })))).toBe(
        'ValidationException: The provided key element does not match the schema',
      );
  });

  it('cannot be changed by an update, nor an index key into something else', async () => {
    expect(await refusal(update('SET pk = :x', { ':x': s('b') }))).toBe(
      'ValidationException: One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key',
    );
    expect(await refusal(update('SET #owner = :x', { ':x': n(1) }))).toBe(
      'ValidationException: The update expression attempted to update the secondary index key to unsupported value',
    );
  });
});

describe('an update', () => {
  it('sets, adds up, appends and fills in from the item as it was', async () => {
    await put({ count: n(1), l: list(1), a: n(1), b: n(2) });
    await update(
      'SET #count = #count + :one, l = list_append(l, :l), fresh = if_not_exists(absent, :one), a = b, b = a, m = :m',
      { ':one': n(1), ':l': list(2), ':m': { M: {} } },
    );
    await update('SET m.x = :x, l[9] = :x, l[0] = :x', { ':x': n('0.5') });
    expect(await read()).toEqual({
      ...Key,
      count: n(2),
      l: { L: [n('0.5'), n(2), n('0.5')] },
      fresh: n(1),
      a: n(2),
      b: n(1),
      m: { M: { x: n('0.5') } },
    });
  });

  it('removes, adds to sets and numbers, and takes members from sets', async () => {
    await put({
      gone: s('x'),
      set: { SS: ['a', 'b'] },
      last: { NS: ['1'] },
      m: { M: { x: n(1) } },
    });
    await update('REMOVE gone, m.x, m.never, nothing ADD fresh :two, #set :c DELETE #last :one', {
      ':two': n(2),
      ':c': { SS: ['b', 'c'] },
      ':one': { NS: ['1', '7'] },
    });
    expect(await read()).toEqual({
      ...Key,
      set: { SS: ['a', 'b', 'c'] },
      m: { M: {} },
      fresh: n(2),
    });
  });

  it('removes the list elements that were named, whatever the order', async () => {
    await put({ l: list(0, 1, 2, 3) });
    await update('REMOVE l[0], l[1]');
    expect((await read())?.['l']).toEqual(list(2, 3));
    await update('SET l[9] = :x REMOVE l[2]', { ':x': n(4) });
    expect((await read())?.['l']).toEqual(list(2, 3, 4));
    await put({ l: list(0, 1, 2, 3), m: { M: { l: { L: [list(0, 1), list(2, 3)] } } } });
    await update('REMOVE l[2], l[0], l[7], m.l[1][0], m.l[0]');
    expect(await read()).toMatchObject({ l: list(1, 3), m: { M: { l: { L: [list(3)] } } } });
  });

  it('copies values, so that what was copied does not change along or contain itself', async () => {
    await put({ m: { M: { k: n(1) } } });
    await update('SET c = m, m.k = :v', { ':v': n(2) });
    expect(await read()).toMatchObject({ c: { M: { k: n(1) } }, m: { M: { k: n(2) } } });
    await update('SET m.k = m');
    expect((await read())?.['m']).toEqual({ M: { k: { M: { k: n(2) } } } });
  });

  it('creates the item, unless it only takes away', async () => {
    await update('REMOVE x DELETE y :y', { ':y': { SS: ['a'] } });
    expect(await read()).toBeUndefined();
    await send(new UpdateItemCommand({ TableName, Key }));
    expect(await read()).toEqual(Key);
  });

  it('calculates with 38 digits and refuses what does not fit', async () => {
    await put({ x: n('0.1'), y: n('1e37') });
    await update('SET x = x + :x, y = y - :y', { ':x': n('0.2'), ':y': n(1) });
    expect(await read()).toMatchObject({ x: n('0.3'), y: n('9'.repeat(37)) });
    expect(await refusal(update('ADD x :big', { ':big': n('1e38') }))).toMatch(
      /^ValidationException: .*38 significant digits/,
    );
  });

  it.each([
    [
      'SET x = absent',
      {},
      'The provided expression refers to an attribute that does not exist in the item',
    ],
    [
      'SET x = absent + :n',
      { ':n': n(1) },
      'The provided expression refers to an attribute that does not exist in the item',
    ],
    [
      'SET note = note + :n',
      { ':n': n(1) },
      'An operand in the update expression has an incorrect data type',
    ],
    [
      'ADD note :n',
      { ':n': n(1) },
      'An operand in the update expression has an incorrect data type',
    ],
    [
      'SET absent.x = :n',
      { ':n': n(1) },
      'The document path provided in the update expression is invalid for update',
    ],
    [
      'SET note.x = :n',
      { ':n': n(1) },
      'The document path provided in the update expression is invalid for update',
    ],
    [
      'REMOVE absent.x',
      {},
      'The document path provided in the update expression is invalid for update',
    ],
    [
      'SET m[0] = :n',
      { ':n': n(1) },
      'The document path provided in the update expression is invalid for update',
    ],
  ] as [string, Item, string][])(
    '%s is refused by what is stored',
    async (expression, values, words) => {
      await put({ note: s('x'), m: { M: {} } });
      const before = await read();
      expect(await refusal(update(expression, values))).toBe(`ValidationException: ${words}`);
      expect(await read()).toEqual(before);
    },
  );
});

describe('the answer to a write', () => {
  const returned = async (ReturnValues: UpdateItemCommandInput['ReturnValues']) => {
    await put({ m: { M: { a: n(1), b: n(2) } }, x: n(1) });
    const change = update('SET m.a = :v, fresh = :v REMOVE x', { ':v': n(9) }, { ReturnValues });
    return (await change).Attributes;
  };

  it('shows as much of an updated item as was asked for', async () => {
    const old = { ...Key, m: { M: { a: n(1), b: n(2) } }, x: n(1) };
    expect(await returned('NONE')).toBeUndefined();
    expect(await returned('ALL_OLD')).toEqual(old);
    expect(await returned('UPDATED_OLD')).toEqual({ m: { M: { a: n(1) } }, x: n(1) });
    expect(await returned('UPDATED_NEW')).toEqual({ m: { M: { a: n(9) } }, fresh: n(9) });
    expect(await returned('ALL_NEW')).toEqual({
      ...Key,
      m: { M: { a: n(9), b: n(2) } },
      fresh: n(9),
    });
  });

  it('shows the item that was replaced or deleted', async () => {
    const old = { ReturnValues: 'ALL_OLD' } as const;
    expect((await put({ x: n(1) }, old)).Attributes).toBeUndefined();
    expect((await put({ x: n(2) }, old)).Attributes).toEqual({ ...Key, x: n(1) });
    const remove = () => send(new DeleteItemCommand({ TableName, Key, ...old }));
    expect((await remove()).Attributes).toEqual({ ...Key, x: n(2) });
    expect((await remove()).Attributes).toBeUndefined();
    expect(await refusal(put({}, { ReturnValues: 'ALL_NEW' }))).toMatch(/^ValidationException/);
  });

  it('to a condition that fails has the item where it was asked for', async () => {
    await put({ x: n(1) });
    const unless = { ConditionExpression: 'attribute_not_exists(pk)' };
    const silent = await refused(put({ x: n(2) }, unless));
    expect(silent).toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
    });
    expect(silent).not.toHaveProperty('Item', expect.anything());
    const telling = { ...unless, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
    const Item = { ...Key, x: n(1) };
    expect(await refused(put({ x: n(2) }, telling))).toMatchObject({ Item });
    expect(await refused(update('SET x = :x', { ':x': n(2) }, telling))).toMatchObject({ Item });
    const remove = send(new DeleteItemCommand({ TableName, Key, ...telling }));
    expect(await refused(remove)).toMatchObject({ Item });
    expect(await read()).toEqual(Item);
  });
});
