import { writeFile } from 'node:fs/promises';
import { permissionMatrix } from './permission-matrix.ts';

await writeFile('docs/permissions.md', permissionMatrix());
