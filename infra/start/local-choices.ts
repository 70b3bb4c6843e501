import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { localSettings, type Settings } from '../settings.ts';

const Choices = z.strictObject({ sso: z.unknown().optional() });

/** Where the laptop's deployment may be told of companies that sign people in. */
const path = 'stratus.local.json';

/** What the laptop's deployment is like. Throws what is wrong with its choices, a sentence each. */
export async function localDeployment(port: number): Promise<Settings> {
  const choices = await localChoices();
  try {
    return localSettings(port, choices);
  } catch (cause) {
    if (!(cause instanceof z.ZodError)) throw cause;
    throw new Error(`${path} has mistakes:\n${z.prettifyError(cause)}`, { cause });
  }
}

async function localChoices(): Promise<z.output<typeof Choices>> {
  if (!existsSync(path)) return {};
  try {
    return Choices.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new Error(`${path} is not as docs/identity.md describes it.`, { cause });
  }
}
