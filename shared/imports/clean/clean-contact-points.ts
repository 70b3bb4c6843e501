import type { Field } from '#shared/objects/field';
import { fieldSchema } from '#shared/objects/field-schema';
import { cleanEmail } from '#shared/text/email';
import { tidy } from '#shared/text/fold';
import { normalizePhone, type PhoneCountry } from '#shared/text/phone';
import { type Cleaned, type Conventions, unclear } from './cleaned.ts';

/** One e-mail address; others in the cell are left aside. What is none refuses the row: it is the key. */
export function cleanEmailCell(text: string, field: Field): Cleaned {
  const parts = text
    .normalize('NFKC')
    .split(/[;,、|\n\r]|\s+(?:or|and|和|或)\s+/)
    .flatMap((part) => (part.split('@').length > 2 ? part.split(/[\s/]+/) : [part]))
    .filter(hasText);
  // A comma may also part the name before the address: Li, Na <li@example.com>.
  const first = parts.find((part) => part.includes('@'));
  const others = parts.filter((part) => part !== first);
  const address = fieldSchema(field).safeParse(cleanEmail(first ?? ''));
  if (!address.success) return { kind: 'fault', problem: 'row.email-invalid' };
  return withRest(address.data, others);
}

function withRest(value: Extract<Cleaned, { kind: 'value' }>['value'], others: string[]): Cleaned {
  const rest = others.map((other) => other.trim()).join('; ');
  return rest ? { kind: 'value', value, rest } : { kind: 'value', value };
}

function hasText(text: string): boolean {
  return text.trim() !== '';
}

const scientific = /^\+?\d(?:\.\d+)?E\+?\d{1,2}$/i;
const fewDigits = 7;

/** One phone number in E.164 where the country is known, else as written; others are left aside. */
export function cleanPhoneCell(text: string, field: Field, conventions: Conventions): Cleaned {
  const folded = tidy(text);
  if (scientific.test(folded)) return { kind: 'unclear', problem: 'cell.digits-lost' };
  const parts = folded.split(/[;,、|/]|:::/).filter(hasText);
  // A slash or comma also stands inside numbers (0351 / 123 45-67): only whole numbers are parted.
  const several = parts.length > 1 && parts.every((part) => digitsOf(part) >= fewDigits);
  const [first, ...others] = several ? parts : [folded];
  const number = (first ?? '').trim();
  const known = normalized(number, conventions.country);
  if (known !== undefined) return withRest(known, others);
  const written = fieldSchema(field).safeParse(number);
  return written.success && digitsOf(number) >= 3 ? withRest(written.data, others) : unclear;
}

function digitsOf(text: string): number {
  return text.replace(/\D/g, '').length;
}

const maxMemory = 20_000;
const memory = new Map<string, string | undefined>();

/** Parsing costs 7 µs and the numbers of switchboards repeat, so results are remembered. */
function normalized(number: string, country: PhoneCountry | undefined): string | undefined {
  const international = /^(?:\+|00[1-9])/.test(number);
  if (!country && !international) return undefined;
  if (/^\+861[3-9]\d{9}$/.test(number)) return number;
  if (country === 'CN' && /^1[3-9]\d{9}$/.test(number)) return `+86${number}`;
  const key = `${country} ${number}`;
  if (memory.has(key)) return memory.get(key);
  if (memory.size >= maxMemory) memory.clear();
  const found = normalizePhone(number, country ?? 'US')?.replace(';ext=', ' ext. ');
  memory.set(key, found);
  return found;
}
