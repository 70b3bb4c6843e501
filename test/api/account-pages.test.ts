import { afterAll, beforeAll, expect, test } from 'vitest';
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
    waiting.push(...[...script.text.matchAll(/from '(\/[^']+)'/g)].map(([, each]) => each!));
  }
  return found;
}

test.each(['/', '/sign-in'])(
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

test('the pages say the same in English and in Chinese', async () => {
  const scripts = await scriptsOf('/sign-in');
  const tables = [...scripts.entries()].filter(([path]) => path.endsWith('texts.js'));
  expect(tables.length).toBeGreaterThan(1);
  for (const [path, text] of tables) {
    const keysOf = (name: string) => {
      const table = new RegExp(`const ${name} = \\{\\n(.*?)\\n\\};`, 's').exec(text)?.[1] ?? '';
      return [...table.matchAll(/^ {2}(\w+):/gm)].map(([, key]) => key);
    };
    expect(keysOf('en').length).toBeGreaterThan(10);
    expect([path, keysOf('zh')]).toEqual([path, keysOf('en')]);
  }
});
