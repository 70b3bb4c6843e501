import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue } from '#functions/catalogue';

/** Templates do not depend on what is in the bundles. */
export function emptyBundles(): string {
  const bundles = mkdtempSync(join(tmpdir(), 'bundles-'));
  for (const name of Object.keys(catalogue)) {
    mkdirSync(join(bundles, name));
    writeFileSync(join(bundles, name, 'index.js'), '');
  }
  return bundles;
}
