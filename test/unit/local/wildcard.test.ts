import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesArn, matchesWildcard } from '#infra/local/access/wildcard';

/** The definition of `*` and `?`, written for clarity instead of speed. */
function matchesByDefinition(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const [first, rest] = [pattern[0], pattern.slice(1)];
  if (first === '*')
    return (
      matchesByDefinition(rest, text) ||
      (text !== '' && matchesByDefinition(pattern, text.slice(1)))
    );
  return (
    text !== '' && (first === '?' || first === text[0]) && matchesByDefinition(rest, text.slice(1))
  );
}

const texts = fc.string({ unit: fc.constantFrom('a', 'b', '/', ':'), maxLength: 10 });
const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '/', ':', '*', '?'), maxLength: 8 });

describe('wildcards of IAM', () => {
  it('match exactly what their definition matches', () => {
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        expect(matchesWildcard(pattern, text)).toBe(matchesByDefinition(pattern, text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('match every text that a pattern was made from', () => {
    const pieces = fc.array(fc.tuple(texts, fc.constantFrom('*', '?', '')), { maxLength: 6 });
    fc.assert(
      fc.property(pieces, (made) => {
        const pattern = made.map(([text, wildcard]) => text + wildcard).join('');
        const text = made.map(([part, wildcard]) => part + (wildcard === '' ? '' : 'x')).join('');
        expect(matchesWildcard(pattern, text)).toBe(true);
      }),
    );
  });

  it.each([
    { pattern: 'arn:aws:s3:::files/*', text: 'arn:aws:s3:::files/a/b', expected: true },
    { pattern: 'arn:aws:s3:::files/*', text: 'arn:aws:s3:::files', expected: false },
    { pattern: 'arn:aws:s3:::files', text: 'arn:aws:s3:::files2', expected: false },
    { pattern: 'a.c', text: 'abc', expected: false },
    { pattern: '*', text: '', expected: true },
    { pattern: '?', text: '', expected: false },
  ])('$pattern against $text is $expected', ({ pattern, text, expected }) => {
    expect(matchesWildcard(pattern, text)).toBe(expected);
  });

  it('stay within a part of an ARN in ArnLike', () => {
    expect(matchesArn('arn:aws:s3:::*', 'arn:aws:s3:::files/a:b')).toBe(true);
    expect(matchesArn('arn:aws:*:role/x', 'arn:aws:iam::1:role/x')).toBe(false);
    expect(matchesArn('arn:aws:sqs:*:1:queue', 'arn:aws:sqs:eu-west-1:1:queue')).toBe(true);
  });
});
