import { describe, expect, test } from 'vitest';
import { Login, Password, PersonName } from '#shared/auth/credentials';

describe('a login', () => {
  test.each([
    { typed: 'Sam@Example.com', login: 'sam@example.com' },
    { typed: '  sam@example.com ', login: 'sam@example.com' },
    { typed: 'sam+crm@example.com', login: 'sam+crm@example.com' },
  ])('“$typed” is $login', ({ typed, login }) => {
    expect(Login.parse(typed)).toBe(login);
  });

  test.each([
    { title: 'an accent', typed: 'ádmin@example.com' },
    { title: 'a Cyrillic letter', typed: '\u0430dmin@example.com' },
    { title: 'the Kelvin sign, whose small form is k', typed: 'fran\u212A@example.com' },
    { title: 'a long s', typed: 'bo\u017Fs@example.com' },
    { title: 'a ligature', typed: 'o\uFB01ce@example.com' },
    { title: 'wide letters', typed: 'ｓam@example.com' },
    { title: 'a line break', typed: 'sam@example.com\r\nBcc: eve@example.com' },
    { title: 'two addresses', typed: 'sam@example.com,eve@example.com' },
    { title: 'an @ too many', typed: 'sam@example.com@evil.example' },
    { title: 'too many characters', typed: `${'a'.repeat(250)}@example.com` },
  ])('with $title is refused', ({ typed }) => {
    expect(Login.safeParse(typed).success).toBe(false);
  });
});

test('a password is the same however the keyboard composes its letters', () => {
  expect(Password.parse('cafe\u0301-42')).toBe(Password.parse('caf\u00e9-42'));
});

test('a password is never trimmed or cut', () => {
  expect(Password.parse(' x '.repeat(80))).toBe(' x '.repeat(80));
  expect(Password.safeParse('x'.repeat(257)).success).toBe(false);
});

test.each(['Sam\r\nBcc: eve@example.com', 'Sam\u0000', 'Sam\u2028Eve', ' ', ''])(
  'a name like %j is refused',
  (name) => {
    expect(PersonName.safeParse(name).success).toBe(false);
  },
);
