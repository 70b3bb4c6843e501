import type { PersonRequest } from '#shared/privacy/person-request';
import { names, traitPattern } from '#shared/privacy/redact';
import type { MayGoOn, PersonNeeds } from './person-world.ts';

/** `imports/<id>/…` */
const importIdOf = (key: string) => key.split('/')[1] ?? '';

/** Decoded rows of a file, and what a plan shows of them. */
const holdsRows = /\/(?:chunks\/|preview\.json$)/;

/**
 * Removes every import that holds the person: its source, rows, results, lists and job. Which ones do
 * say the records' histories, and the decoded rows of all stored imports. Gives where to go on.
 */
export async function eraseImports(
  needs: PersonNeeds,
  request: PersonRequest,
  mayGoOn: MayGoOn,
): Promise<{ readonly imports: readonly string[]; readonly cursor: string | undefined }> {
  const { files } = needs;
  const imports = new Set(request.receipt.imports);
  const remove = async (importId: string) => {
    if (imports.has(importId)) return;
    await removeImport(needs, importId);
    imports.add(importId);
  };
  for (const importId of request.importIds) await remove(importId);
  const pattern = traitPattern(request.own ?? { emails: [], phones: [], names: [] });
  let { cursor } = request;
  while (pattern && mayGoOn()) {
    const keys = await files.listRows(cursor);
    for (const key of keys) {
      const importId = importIdOf(key);
      if (imports.has(importId) || !holdsRows.test(key)) continue;
      const text = await files.readText(key);
      if (text !== undefined && names(pattern, text)) await remove(importId);
    }
    cursor = keys.at(-1);
    if (cursor === undefined) return { imports: [...imports], cursor };
  }
  return { imports: [...imports], cursor: pattern ? (cursor ?? '') : undefined };
}

async function removeImport({ sweep, files }: PersonNeeds, importId: string): Promise<void> {
  const source = await sweep.sourceOf(importId);
  await files.removeAll([
    ...(source === undefined ? [] : [source]),
    `imports/${importId}/`,
    `outbox/${importId}/`,
  ]);
  await sweep.removeImport(importId);
}
