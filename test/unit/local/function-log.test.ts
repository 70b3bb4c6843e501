import { expect, it } from 'vitest';
import { isTrouble } from '#infra/local/lambda/function-log';

it.each([
  ['{"level":"ERROR","message":"A message could not be processed and will come again."}', true],
  ['2026-01-01T00:00:00.000Z\tid\tERROR\tInvoke Error \t{"errorType":"Error"}', true],
  ['2026-01-01T00:00:00.000Z id Task timed out after 3.00 seconds', true],
  ['{"level":"INFO","message":"A request was answered.","detail":"ERROR"}', false],
  ['REPORT RequestId: id Duration: 3 ms', false],
])('a line of a function tells of trouble or does not: %s', (text, expected) => {
  expect(isTrouble({ text })).toBe(expected);
});
