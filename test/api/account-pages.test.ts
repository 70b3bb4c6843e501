import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountPagesRoutes } from '#functions/account-pages/routes';
import { userAccessRoutes } from '#functions/users/access-routes';
import { securityEventNames } from '#shared/auth/security-event';
import { errorCodes } from '#shared/errors/codes';
import { bootCloud, type TestCloud } from '#test/support/cloud';

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await bootCloud();
});

afterAll(() => cloud?.close());

const read = (path: string) => cloud.anyone.send('GET', path);

/** The scripts that a page loads, with all that they import. */
async function scriptsOf(page: string): Promise<ReadonlyMap<string, string>> {
  const { text } = await read(page);
  const waiting = [...text.matchAll(/<script [^>]*src="([^"]+)"/g)].map(([, path]) => path!);
  const found = new Map<string, string>();
  for (let path = waiting.pop(); path; path = waiting.pop()) {
    if (found.has(path)) continue;
    const script = await read(path);
    expect([path, script.status]).toEqual([path, 200]);
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    found.set(path, script.text);
    const named = script.text.matchAll(/(?:from |import\()'(\/[^']+)'/g);
    waiting.push(...[...named].map(([, each]) => each!));
  }
  return found;
}

test.each(['/', '/sign-in', '/recover', '/people'])(
  'ASVS 3.4.3: %s runs our own files only, and nothing inline',
  async (path) => {
    const page = await read(path);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toMatch(/frame-ancestors 'none'; base-uri 'none'/);
    expect(policy).not.toContain('unsafe');
    expect(page.text).not.toMatch(/<script(?![^>]* src=)|<style| style=| on\w+=/);
    const scripts = await scriptsOf(path);
    expect(scripts.size).toBeGreaterThan(5);
    for (const text of scripts.values())
      expect(text).not.toMatch(
        /innerHTML|insertAdjacentHTML|document\.write|\beval\(|localStorage/,
      );
  },
);

test('each page of the description opens', async () => {
  const paths = Object.values(accountPagesRoutes).map(({ path }) => path);
  for (const path of paths.filter((each) => !each.includes('{')))
    expect([path, (await read(path)).headers.get('content-type')]).toEqual([
      path,
      'text/html; charset=utf-8',
    ]);
});

test('the pages say the same in English and in Chinese', async () => {
  const scripts = await scriptsOf('/sign-in');
  const tables = [...scripts.entries()].filter(([path]) => path.endsWith('texts.js'));
  expect(tables.length).toBeGreaterThan(2);
  for (const [path, text] of tables) {
    const keysOf = (name: string) => {
      const table = new RegExp(`const ${name} = \\{\\n(.*?)\\n\\};`, 's').exec(text)?.[1] ?? '';
      return [...table.matchAll(/^ {2}(\w+):/gm)].map(([, key]) => key);
    };
    expect(keysOf('en').length).toBeGreaterThan(10);
    expect([path, keysOf('zh')]).toEqual([path, keysOf('en')]);
  }
});

test('what the API refuses around an account is said in Chinese too, by its code', async () => {
  const text = (await scriptsOf('/')).get('/pages/problems.js') ?? '';
  const translated = [...text.matchAll(/^ {2}'([a-z_.]+)':/gm)].map(([, code]) => code);
  const about = /^(?:auth|sign_in|sso|account|passkey|password|recovery|user)\./;
  const codes = Object.keys(errorCodes).filter((code) => about.test(code));
  expect(translated).toEqual(expect.arrayContaining(codes));
  expect(translated.filter((code) => !Object.hasOwn(errorCodes, code!))).toEqual([]);
});

test('whatever can happen to an account has a name in English and in Chinese', async () => {
  const text = (await scriptsOf('/')).get('/pages/events.js') ?? '';
  const named = [
    ...text.matchAll(/^ {2}'([a-z_.]+)': \[\s*'[^']+',\s*'[^']*\p{sc=Han}[^']*',?\s*\],$/gmu),
  ];
  expect(named.map(([, name]) => name)).toEqual([...securityEventNames]);
});

test('the page to look after people has a button for every way to give or take access', async () => {
  const text = (await scriptsOf('/people')).get('/pages/person.js') ?? '';
  const offered = [...text.matchAll(/name: '([a-z-]+)'/g)].map(([, name]) => name).sort();
  const operations = Object.values(userAccessRoutes).map(({ path }) => path.split('/').at(-1));
  expect(offered).toEqual(operations.sort());
});
