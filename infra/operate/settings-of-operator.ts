import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import * as z from 'zod';
import type { Settings } from '../settings.ts';
import { ask } from './ask.ts';
import { readSettings, settingsPath } from './read-settings.ts';

export const isEmail = (text: string): boolean => z.email().safeParse(text).success;

/** The operator's settings; at the first deploy it asks for what has no default and writes the file. */
export async function settingsOfOperator(): Promise<Settings> {
  if (!existsSync(settingsPath)) {
    const from = await ask(
      'Which address shall mail come from (SES will verify its domain)?',
      'STRATUS_MAIL_FROM',
      isEmail,
    );
    await writeFile(settingsPath, `${JSON.stringify({ mail: { from } }, null, 2)}\n`);
    console.log(`Wrote ${settingsPath}; keep it with your deployment.`);
  }
  return readSettings(settingsPath);
}
