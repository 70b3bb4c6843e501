import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import * as z from 'zod';

const Choices = z.strictObject({ sso: z.unknown().optional() });

/** Where the laptop's deployment may be told of companies that sign people in. */
const path = 'stratus.local.json';

/** What the laptop's deployment chooses; nothing without the file. Throws one sentence for a mistake. */
export async function localChoices(): Promise<z.output<typeof Choices>> {
  if (!existsSync(path)) return {};
  try {
    return Choices.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new Error(`${path} is not as docs/identity.md describes it.`, { cause });
  }
}
