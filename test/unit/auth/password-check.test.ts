import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { AuthPolicy } from '#shared/auth/auth-policy';
import { openPasswordCheck } from '#shared/auth/password-check';
import { DomainError } from '#shared/errors/domain-error';

const owner = { name: 'Sam Rivera', email: 'sam.r@acmecrm.example', locale: 'en' } as const;
const servers: Server[] = [];
const warnings: string[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  warnings.length = 0;
});

function check(password: object = {}) {
  const log = { warn: (code: string) => void warnings.push(code) };
  return openPasswordCheck(AuthPolicy.parse({ password }).password, log);
}

async function reasons(
  text: string,
  policy: object = {},
  locale: 'en' | 'zh' = 'en',
): Promise<string> {
  const refusal = await check(policy)
    .accept(text, { ...owner, locale })
    .then(() => undefined)
    .catch((error: unknown) => error);
  if (refusal === undefined) return '';
  if (!(refusal instanceof DomainError)) throw refusal;
  expect(refusal.code).toBe('password.refused');
  return (refusal.details.fields ?? []).map(({ message }) => message).join(' ');
}

describe('AUTH-21 (ASVS 6.2.4, 6.2.9, 6.2.11): of passwords', () => {
  test.each([
    { text: 'Password1!', says: /tried first/ },
    { text: 'P@ssw0rd2024!', says: /tried first/ },
    { text: 'Summer2024!', says: /tried first/ },
    { text: 'qwerty123!', says: /tried first/ },
    { text: 'acmecrm2026', says: /your e-mail address/ },
    { text: 'aaaaaaaaa1!', says: /guessed quickly/ },
    { text: 'my-rivera-42', says: /your name/ },
    { text: ' kettle-94-umbrella', says: /begin or end with a space/ },
    { text: 'kettle-94\u0000umbrella', says: /Control characters/ },
    { text: 'short-1', says: /at least 8/ },
    { text: `kettle-94-${'x'.repeat(247)}`, says: /at most 256/ },
  ])('“$text” is refused with its reason', async ({ text, says }) => {
    expect(await reasons(text)).toMatch(says);
  });

  test.each([
    'kettle-94-umbrella',
    `kettle-94-${'umbrella orchard lantern '.repeat(3)}`.slice(0, 64).trimEnd().padEnd(64, 'q'),
    `kettle-94-${'umbrella orchard lantern '.repeat(8)}`.slice(0, 200).trimEnd().padEnd(200, 'q'),
    'kettle-94-😀🦦🌂',
    'kettle-94-雨伞',
  ])('“%s” goes on exactly as it was typed', async (text) => {
    expect((await check().accept(text, owner)).text).toBe(text);
  });

  test('all reasons are given at once, in the language of the person', async () => {
    const said = await reasons('rivera', {}, 'zh');
    expect(said).toContain('请至少使用 8 个字符。');
    expect(said).toContain('请至少包含一个数字。');
    expect(said).toContain('请勿包含您的姓名');
  });

  test('the names of the company are refused where a deployment gives them', async () => {
    expect(await reasons('kettle-94-initech')).toBe('');
    expect(await reasons('kettle-94-initech', { companyWords: ['Initech'] })).toMatch(/company/);
  });
});

describe('ASVS 6.2.12: a list of breached passwords', () => {
  const known = 'kettle-94-umbrella';

  async function rangeService(status = 200) {
    const asked: { readonly url: string; readonly padding: unknown }[] = [];
    const hash = createHash('sha1').update(known).digest('hex').toUpperCase();
    const server = createServer((request, response) => {
      asked.push({ url: request.url ?? '', padding: request.headers['add-padding'] });
      response.writeHead(status);
      response.end(`${'0'.repeat(35)}:0\r\n${hash.slice(5)}:17\r\n${'F'.repeat(35)}:0`);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return { breachedHost: `http://127.0.0.1:${port}`, asked, hash };
  }

  test('is told five digits of a hash and nothing else', async () => {
    const { breachedHost, asked, hash } = await rangeService();
    expect(await reasons(known, { breached: 'open', breachedHost })).toMatch(/data breach/);
    expect(asked).toEqual([{ url: `/range/${hash.slice(0, 5)}`, padding: 'true' }]);
    expect(await reasons('lantern-58-orchard', { breached: 'open', breachedHost })).toBe('');
  });

  test('is not asked unless a deployment turns it on, nor for what is refused anyway', async () => {
    const { breachedHost, asked } = await rangeService();
    expect(await reasons(known, { breachedHost })).toBe('');
    await reasons('Password1!', { breached: 'open', breachedHost });
    expect(asked).toEqual([]);
  });

  test('that does not answer lets a password pass, with a line in the log, or not, by setting', async () => {
    const { breachedHost } = await rangeService(503);
    expect(await reasons(known, { breached: 'open', breachedHost })).toBe('');
    expect(warnings).toEqual(['password.breach_check_failed']);
    expect(await reasons(known, { breached: 'closed', breachedHost })).toMatch(/try again later/);
  });
});
