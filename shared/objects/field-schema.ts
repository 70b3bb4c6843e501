import * as z from 'zod';
import { distinctTags } from '#shared/text/tag';
import { CurrencyCode } from './currency.ts';
import type { Field, FieldKind, FieldRow, FieldValue } from './field.ts';
import { objectNames } from './names.ts';
import { RecordId } from './record-id.ts';
import { cleanRecurrence, isRecurrence } from './rules/recurrence.ts';
import { storedShapes } from './stored-value.ts';

// Control characters break files, logs and terminals; direction overrides make a name read as another.
const unsafe = /[\p{Cc}--[\t\n\r]]|[\u202a-\u202e\u2066-\u2069]/v;
const singleLine = /^[^\t\n\r]*$/;

/** A text of several lines, without control characters. */
export function words(maxLength: number) {
  return z
    .string()
    .trim()
    .normalize('NFC')
    .min(1, 'Write something, or leave the field out.')
    .max(maxLength, `Write at most ${maxLength} characters.`)
    .refine((text) => text.isWellFormed() && !unsafe.test(text), {
      error: 'Remove control characters and broken characters.',
    });
}

/** A text of one line, without control characters. */
export function line(maxLength: number) {
  return words(maxLength).regex(singleLine, 'Write it on one line.');
}

/** RFC 5321 lengths; the form browsers accept, with a dot in the domain, in any script. */
const emailForm =
  /^[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=.{4,253}$)[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,62}\.)+[\p{L}\p{N}-]{2,63}$/u;

/** A sign, digits and what people write between them, perhaps an extension. */
const phoneForm = /^\+?[\d\s().\-/]{3,30}(?:(?:;ext=|x|ext\.?|转|#)\s?\d{1,8})?$/i;

const webAddress = z.url({
  protocol: /^https?$/,
  hostname: z.regexes.domain,
  error: 'Send a web address that starts with https:// or http://.',
});

/** The codes of an editable choice, before it is known which ones there are. */
const ChoiceCode = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'Send the code of one of the choices.');

type ChoiceField = Extract<Field, { kind: 'choice' }>;

/** The schema of a choice's codes as routes have it: those of an editable one are `checkValues`'s to look at. */
export function choiceSchema(field: ChoiceField): z.ZodType<string> {
  return field.editable ? ChoiceCode : offeredSchema(field);
}

/** The schema of the codes that a choice offers at this moment. */
function offeredSchema({ choices }: ChoiceField): z.ZodType<string> {
  const offered = choices.flatMap(({ code, retired }) => (retired ? [] : [code]));
  return z.enum(offered);
}

// Runs on texts that are no time, too: a fault found does not stop the rewriting.
function inUtc(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}

/** A time with its offset from UTC, kept as UTC. */
export function moment() {
  return z.iso
    .datetime({ offset: true, error: 'Send a time as 2026-01-31T09:30:00Z.' })
    .overwrite(inUtc);
}

/** A rule by which something repeats, as RFC 5545 writes it. */
function recurrence() {
  return line(200).overwrite(cleanRecurrence).refine(isRecurrence, {
    error:
      'Send a rule of days, weeks, months or years, such as FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH, perhaps with COUNT or UNTIL.',
  });
}

const byKind = {
  text: (field) => {
    const { maxLength = 200, form } = field.kind === 'text' ? field : {};
    return form === 'recurrence' ? recurrence() : line(maxLength);
  },
  longText: () => words(32_000),
  email: () =>
    line(254)
      .normalize('NFKC')
      .regex(emailForm, 'Send one e-mail address, such as li@example.com.'),
  phone: () =>
    line(40).normalize('NFKC').regex(phoneForm, 'Send one phone number, best as +8613800138000.'),
  url: () => line(2_000).pipe(webAddress),
  number: (field) => {
    const { minimum = -1e15, maximum = 1e15, integer } = field.kind === 'number' ? field : {};
    const number = z.number().min(minimum).max(maximum);
    return integer ? number.int() : number;
  },
  money: () => z.strictObject({ amount: z.int(), currency: CurrencyCode }),
  date: () => z.iso.date('Send a day as YYYY-MM-DD.'),
  dateTime: moment,
  boolean: () => z.boolean(),
  tags: () => z.array(line(60)).max(50, 'Give at most 50 tags.').overwrite(distinctTags),
  user: () => RecordId,
  reference: () => RecordId,
  choice: (field) => (field.kind === 'choice' ? offeredSchema(field) : z.never()),
  related: () =>
    z
      .array(z.strictObject({ object: z.enum(objectNames), id: RecordId }))
      .max(20, 'Name at most 20 records.')
      .overwrite((records) => [
        ...new Map(records.map((each) => [`${each.object}#${each.id}`, each])).values(),
      ]),
  rows: (field) => {
    const { columns, maximum } = field.kind === 'rows' ? field : { columns: {}, maximum: 0 };
    return z.array(rowSchema(columns)).max(maximum, `Send at most ${maximum} rows.`);
  },
} as const satisfies Record<FieldKind, (field: Field) => z.ZodType<FieldValue>>;

const cached = new WeakMap<Field, z.ZodType<FieldValue>>();

/** The schema of a field's filled value as a caller sends it; cleans what is plainly meant (edges, width, composed form). */
export function fieldSchema(field: Field): z.ZodType<FieldValue> {
  const known = cached.get(field);
  if (known) return known;
  const schema: z.ZodType<FieldValue> = byKind[field.kind](field).meta({
    title: field.labels.en,
    description: `${field.labels.en} · ${field.labels.zh}`,
  });
  cached.set(field, schema);
  return schema;
}

/** The schema of a field as routes have it, which are made before administrators' choices are read. */
export function earlyFieldSchema(field: Field): z.ZodType<FieldValue> {
  if (field.kind !== 'choice' || !field.editable) return fieldSchema(field);
  return choiceSchema(field).meta({ title: field.labels.en });
}

type CellValue = FieldRow[string];

function cellSchema(field: Field): z.ZodType<CellValue> {
  return fieldSchema(field).pipe(z.custom<CellValue>((value) => !Array.isArray(value)));
}

function rowSchema(columns: Readonly<Record<string, Field>>): z.ZodType<FieldRow> {
  const shape: Record<string, z.ZodType<CellValue> | z.ZodOptional<z.ZodType<CellValue>>> = {};
  for (const [name, column] of Object.entries(columns))
    shape[name] = column.required ? cellSchema(column) : cellSchema(column).optional();
  return z.strictObject(shape).pipe(z.custom<FieldRow>());
}

/**
 * The schema of a field's value as the store holds it: its shape only, since what was valid when it
 * was written must stay readable after a rule becomes stricter.
 */
export function storedFieldSchema(field: Field): z.ZodType<FieldValue> {
  switch (field.kind) {
    case 'number':
    case 'boolean':
    case 'tags':
    case 'money':
    case 'related':
    case 'rows':
      return storedShapes[field.kind];
    default:
      return z.string();
  }
}
