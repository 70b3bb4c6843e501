import { marshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributesOf } from '#shared/data/attribute-of';

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string(),
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
    fc.constant(null),
    fc.constant(undefined),
    fc.constant(new Set(['a', 'b'])),
    fc.constant(new Uint8Array([1, 2])),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

describe('attributesOf', () => {
  it('gives what the SDK gives, undefined values left out', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value, { noNullPrototype: true }), (values) => {
        expect(attributesOf(values)).toEqual(marshall(values, { removeUndefinedValues: true }));
      }),
    );
  });

  it('refuses numbers that DynamoDB would bend, as the SDK does', () => {
    for (const number of [Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])
      expect(() => attributesOf({ number })).toThrow();
  });
});
