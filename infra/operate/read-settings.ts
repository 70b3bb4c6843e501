import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { Settings } from '../settings.ts';

/** Reads a deployment's settings from a JSON file. Throws one sentence per mistake, with its place. */
export async function readSettings(path: string): Promise<Settings> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    throw new Error(
      `There is no ${path}. Copy settings.example.json and set the sender of your mail.`,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`${path} is not valid JSON; check quotes and commas.`);
  }
  const result = Settings.safeParse(value);
  if (result.success) return result.data;
  throw new Error(`${path} has mistakes:\n${z.prettifyError(result.error)}`);
}

/** Where an operator keeps the settings of the deployment. */
export const settingsPath = 'stratus.settings.json';

/** The settings file in use: the operator's own, else the example. */
export async function settingsInUse(): Promise<string> {
  const own = await readFile(settingsPath, 'utf8').then(
    () => true,
    () => false,
  );
  if (!own) console.log(`There is no ${settingsPath} yet: using settings.example.json.`);
  return own ? settingsPath : 'settings.example.json';
}

/** The option that names that file for `cdk`. */
export async function settingsFile(): Promise<string[]> {
  return settingsOption(await settingsInUse());
}

export const settingsOption = (path: string): string[] => ['-c', `settingsFile=${path}`];
