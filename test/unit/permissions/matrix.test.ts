import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { permissionMatrix } from '#infra/permission-matrix';

it('AZ-01: the page of permissions says what the roles say; `npm run docs` writes it', async () => {
  expect(await readFile('docs/permissions.md', 'utf8')).toBe(permissionMatrix());
});
