import type { Field } from '#shared/objects/field';
import { fieldSchema } from '#shared/objects/field-schema';
import { fold } from '#shared/text/fold';
import { tagSeparators } from '#shared/text/tag';
import { cleanEmailCell, cleanPhoneCell } from './clean-contact-points.ts';
import { parseDay, parseTime } from './clean-date.ts';
import { parseMoney, parseNumber } from './clean-number.ts';
import { cleanLine, cleanLines, saysNothing } from './clean-text.ts';
import { type Cleaned, type Conventions, empty, stored, unclear } from './cleaned.ts';

const yes = new Set(['yes', 'y', 'true', 't', '1', 'x', 'ja', 'oui', '是', '对', '有', '√', '✓']);
const no = new Set(['no', 'n', 'false', 'f', '0', 'nein', 'non', '否', '不是', '×', '✗']);

/** What spreadsheets show where a formula has no result; `#N/A` means that there is nothing. */
const formulaErrors = new Set(['#REF!', '#VALUE!', '#DIV/0!', '#NAME?', '#NUM!', '#NULL!']);

/**
 * Makes a field's value of a cell, by the field's kind: cleans what is plainly meant and leaves
 * aside what could be two things. The rules are listed in `docs/imports.md`.
 */
export function cleanCell(cell: string, field: Field, conventions: Conventions): Cleaned {
  const line = field.kind === 'longText' ? cleanLines(cell) : cleanLine(cell);
  if (line === '') return empty;
  if (formulaErrors.has(line)) return { kind: 'unclear', problem: 'cell.formula-error' };
  if (field.kind === 'text' || field.kind === 'longText') return checked(line, field);
  if (saysNothing(line)) return empty;
  switch (field.kind) {
    case 'email':
      return cleanEmailCell(line, field);
    case 'phone':
      return cleanPhoneCell(cell.trim(), field, conventions);
    case 'url':
      return checked(/^https?:\/\//i.test(line) ? line : `https://${line}`, field);
    case 'number':
      return checked(parseNumber(line, conventions.decimalComma), field);
    case 'money':
      return checked(parseMoney(line, conventions), field);
    case 'date':
      return checked(parseDay(line, conventions), field);
    case 'dateTime':
      return checked(parseTime(line, conventions), field);
    case 'boolean':
      return yes.has(fold(line)) ? stored(true) : no.has(fold(line)) ? stored(false) : unclear;
    case 'choice':
      return checked(choiceOf(field, line), field);
    case 'tags':
      return checked(tagsOf(line), field);
    case 'user':
    case 'reference':
      return checked(line, field);
    case 'rows':
      return checked(rowsOf(cell), field);
    default:
      return unclear;
  }
}

/** Rows as exports write them; nothing for what is no such text. */
function rowsOf(cell: string): unknown {
  try {
    return JSON.parse(cell);
  } catch {
    return undefined;
  }
}

function checked(value: unknown, field: Field): Cleaned {
  if (value === undefined) return unclear;
  const result = fieldSchema(field).safeParse(value);
  return result.success ? stored(result.data) : unclear;
}

type ChoiceField = Extract<Field, { kind: 'choice' }>;

const choiceIndexes = new WeakMap<ChoiceField, ReadonlyMap<string, string>>();

/** Folding every label for every cell would cost more than the rest of the row. */
function choiceOf(field: ChoiceField, line: string): string | undefined {
  const index = choiceIndexes.get(field) ?? indexOf(field);
  const key = choiceKey(line);
  // “Calls” and “Meetings” are what other systems call a list of them.
  return index.get(key) ?? index.get(key.replace(/s$/, ''));
}

function indexOf(field: ChoiceField): ReadonlyMap<string, string> {
  const index = new Map(
    field.choices.flatMap(({ code, labels }) =>
      [code, labels.en, labels.zh].map((name): [string, string] => [choiceKey(name), code]),
    ),
  );
  choiceIndexes.set(field, index);
  return index;
}

/** “E-mail”, “email” and “E_MAIL” are one. */
function choiceKey(name: string): string {
  return fold(name).replace(/[\s_-]+/g, '');
}

function tagsOf(line: string): string[] {
  return line
    .split(tagSeparators)
    .map((tag) => tag.replace(/^\s*\*/, '').trim())
    .filter((tag) => tag !== '');
}
