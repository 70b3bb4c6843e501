import { writeFile } from 'node:fs/promises';
import { errorPage } from './error-page.ts';
import { permissionMatrix } from './permission-matrix.ts';

await writeFile('docs/permissions.md', permissionMatrix());
await writeFile('docs/errors.md', errorPage());
