import { expect, test } from 'vitest';
import { sourceFiles } from './source-files.ts';

test('API-21: every client of AWS in the product has its tries and times from one place, and ends in time', async () => {
  const opened = [];
  const opening = /(inTime\(\s*)?new \w+Client\(\s*(?:\{\s*\.\.\.)?(\w*)/g;
  for (const { path, text } of await sourceFiles('functions', 'shared'))
    for (const [, inTime, limits] of text.matchAll(opening)) opened.push({ path, inTime, limits });
  expect(opened.length).toBeGreaterThan(10);
  expect(opened.filter(({ inTime, limits }) => !inTime || !limits?.endsWith('Calls'))).toEqual([]);
});
