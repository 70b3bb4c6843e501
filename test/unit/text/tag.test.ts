import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold } from '#shared/text/fold';
import { distinctTags, retagged } from '#shared/text/tag';

test('tags that look alike are one, in the spelling that came first', () => {
  expect(distinctTags(['ＶＩＰ', 'vip', 'Café', 'cafe', '重点', '', '  '])).toEqual([
    'VIP',
    'Café',
    '重点',
  ]);
});

test.each([
  [['a', 'b'], 'a', 'c', ['c', 'b']],
  [['a', 'b'], 'A', 'b', ['b']],
  [['VIP'], 'vip', 'Vip', ['Vip']],
  [['a', 'b'], 'a', undefined, ['b']],
  [['a'], 'a', undefined, []],
  [['a'], 'a', 'a', undefined],
  [['a'], 'b', 'c', undefined],
])('%j without “%s”, now “%s”, is %j', (tags, tag, to, after) => {
  expect(retagged(tags, tag, to)).toEqual(after);
});

test('renaming twice is renaming once, and no tag is ever there twice', () => {
  const Tags = fc.array(fc.string({ maxLength: 4 }), { maxLength: 6 }).map(distinctTags);
  fc.assert(
    fc.property(Tags, fc.string({ minLength: 1, maxLength: 4 }), Tags, (tags, tag, [to = 'x']) => {
      const once = retagged(tags, tag, to) ?? tags;
      expect(new Set(once.map(fold)).size).toBe(once.length);
      if (fold(tag) !== fold(to)) expect(retagged(once, tag, to)).toBeUndefined();
    }),
  );
});
