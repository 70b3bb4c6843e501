import { writeFile } from 'node:fs/promises';
import { capacityPage } from './capacity-page.ts';

await writeFile('docs/capacity.md', capacityPage());
