import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { answerOf } from '#functions/sign-in/challenge-answer';
import { principalStatuses } from '#shared/auth/principal-item';
import { rateRules } from '#shared/auth/rate-limiter';
import { restrictions } from '#shared/auth/session-standing';

const text = readFileSync('docs/identity.md', 'utf8');

/** The rows of the table that begins with this heading, each as its cells without code marks. */
function tableUnder(heading: string): string[][] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${heading}`));
  const rows = lines.slice(start + 2);
  return rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith('|')),
    )
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
}

test('docs/identity.md names every challenge of a sign-in with the answer it takes', () => {
  const rows = tableUnder('Cognito asks for').map(([, challenge, answer]) => [challenge, answer]);
  expect(Object.fromEntries(rows)).toEqual(answerOf);
});

test('docs/identity.md draws every state of a person, and no other', () => {
  const diagram = /## The states of a person\n\n```mermaid\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
  const drawn = [...diagram.matchAll(/^ {2}(\S+) --> (\w+)/gm)].flatMap(([, ...ends]) => ends);
  expect(new Set(drawn.filter((end) => end !== '[*]'))).toEqual(new Set(principalStatuses));
});

test('docs/identity.md tells of every restricted session and of the limits on guessing', () => {
  for (const restriction of restrictions) expect(text).toContain(`\`${restriction}\``);
  const tries = tableUnder('who tries').map(([, most]) => Number(/^\d+/.exec(most ?? '')?.[0]));
  const { signInStranger, signInKnown, signInAddress, signInCode } = rateRules;
  expect(tries).toEqual(
    [signInStranger, signInKnown, signInAddress, signInCode].map(({ most }) => most),
  );
});

test('every case AUTH-01 to AUTH-28 is in the title of a test', () => {
  const tests = globSync('test/{api,unit,contract,infra}/**/*.test.ts');
  const all = tests.map((path) => readFileSync(path, 'utf8')).join('\n');
  const cases = Array.from({ length: 28 }, (_, index) => `AUTH-${`${index + 1}`.padStart(2, '0')}`);
  expect(cases.filter((each) => !all.includes(each))).toEqual([]);
});
