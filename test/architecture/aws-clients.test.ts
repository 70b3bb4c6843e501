import { expect, test } from 'vitest';
import { sourceFiles } from './source-files.ts';

test('API-21: every client of AWS in the product has its tries and times from one place', async () => {
  const opened = [];
  for (const { path, text } of await sourceFiles('functions', 'shared'))
    for (const [, limits] of text.matchAll(/new \w+Client\(\s*(?:\{\s*\.\.\.)?(\w*)/g))
      opened.push([path, limits]);
  expect(opened.length).toBeGreaterThan(10);
  expect(opened.filter(([, limits]) => !limits?.endsWith('Calls'))).toEqual([]);
});
