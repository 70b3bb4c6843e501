import type { Delimiter } from './delimiter.ts';

/** Characters that make a spreadsheet read a cell as a formula, also in full width. */
const trigger = /^[=+\-@\t\r]/;
const plainNumber = /^[+-]?\d[\d.,\s]*$/;

/** Whether a text, under its leading apostrophes, could run as a formula; plain numbers cannot. */
function couldRun(text: string): boolean {
  const bare = text.replace(/^'+/, '').normalize('NFKC');
  return trigger.test(bare) && !plainNumber.test(bare);
}

/**
 * Makes a text inert in a spreadsheet by a leading apostrophe (OWASP: CSV injection). Undone by
 * `restoreText`: one after the other gives the same text back, for every text.
 */
export function inertText(text: string): string {
  return couldRun(text) ? `'${text}` : text;
}

/** Takes off the apostrophe that `inertText`, or a person in Excel, put before a formula. */
export function restoreText(text: string): string {
  return text.startsWith("'") && couldRun(text) ? text.slice(1) : text;
}

/** One record of delimited text, quoted where needed (RFC 4180), without a line end. */
export function csvLine(cells: readonly string[], delimiter: Delimiter): string {
  return cells.map((cell) => quoted(cell, delimiter)).join(delimiter);
}

function quoted(cell: string, delimiter: Delimiter): string {
  const plain = !cell.includes(delimiter) && !/["\r\n]|^\s|\s$/.test(cell);
  return plain ? cell : `"${cell.replaceAll('"', '""')}"`;
}
