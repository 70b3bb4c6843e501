import { cleanLine } from './clean/clean-text.ts';

/** As long as file systems let names be. */
const longest = 255;

/** The last part of what people call their file, fit to be shown: it never becomes a path (IMP-24). */
export function displayFileName(name: string): string {
  const last = cleanLine(name.split(/[/\\]/).at(-1) ?? '').slice(0, longest);
  return /^\.*$/.test(last) ? 'file' : last;
}
