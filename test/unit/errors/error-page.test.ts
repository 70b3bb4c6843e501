import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { errorPage } from '#infra/error-page';
import { errorCodes } from '#shared/errors/codes';

it('the page of error codes says what the table says; `npm run docs` writes it', async () => {
  expect(await readFile('docs/errors.md', 'utf8')).toBe(errorPage());
});

it('explains every code: its status, when it comes and what to do', () => {
  const rows = errorPage()
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split(' | '));
  expect(rows.map(([code]) => code?.replaceAll(/[|` ]/g, ''))).toEqual(Object.keys(errorCodes));
  for (const [code, status, title, when, todo] of rows) {
    expect(Number(status), code).toBeGreaterThanOrEqual(400);
    for (const text of [title, when, todo]) expect(text, code).toMatch(/\p{L}.*\./u);
  }
});
