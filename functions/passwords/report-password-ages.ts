import type { AuthPolicy } from '#shared/auth/auth-policy';
import { csvLine, inertText } from '#shared/tabular/write-csv';
import { listPasswordAges, type PasswordAge, type PasswordAgeNeeds } from './list-password-ages.ts';

const columns = [
  'userId',
  'name',
  'email',
  'status',
  'passwordChangedAt',
  'ageDays',
  'dueAt',
  'daysLeft',
] as const satisfies readonly (keyof PasswordAge)[];

const pageSize = 100;

/** How old everybody's password is, as a file; no cell of the CSV can run as a formula. */
export async function reportPasswordAges(needs: PasswordAgeNeeds, format: 'csv' | 'json') {
  const people = await everybody(needs);
  const day = needs.clock.now().toISOString().slice(0, 10);
  const name = `password-ages-${day}.${format}`;
  if (format === 'csv') return { name, mediaType: 'text/csv', content: csvOf(people) } as const;
  const content = JSON.stringify({ rules: rulesOf(needs.policy), people }, undefined, 1);
  return { name, mediaType: 'application/json', content } as const;
}

async function everybody(needs: PasswordAgeNeeds): Promise<readonly PasswordAge[]> {
  const people: PasswordAge[] = [];
  let cursor: string | undefined;
  do {
    const page = await listPasswordAges(needs, { cursor, limit: pageSize });
    people.push(...page.people);
    cursor = page.next;
  } while (cursor);
  return people;
}

/** With a byte order mark, by which Excel knows the encoding. */
function csvOf(people: readonly PasswordAge[]): string {
  const rows = people.map((person) => columns.map((name) => inertText(String(person[name] ?? ''))));
  return `\ufeff${[columns, ...rows].map((row) => csvLine(row, ',')).join('\r\n')}\r\n`;
}

/** What the ages are measured by. */
export function rulesOf({ preset, password }: AuthPolicy) {
  return { preset, ...password };
}
