import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readQuery } from '#functions/search/search-query';
import { company } from '#shared/objects/company';
import { contact } from '#shared/objects/contact';
import { searchTerms } from '#shared/search/search-terms';
import { contains, cut, longestTerm, searchText, termsOf } from '#shared/search/search-text';

const pinyin = (text: string) =>
  [...text].flatMap((each) => ({ 王: ['wang'], 小: ['xiao'], 明: ['ming'] })[each] ?? []);

const termsOfContact = (values: Record<string, string>) =>
  searchTerms(contact, values, pinyin).map(({ text }) => text);

describe('a text as it is searched', () => {
  it.each([
    ['AT&T  Inc.', 'at t inc'],
    ['Müller-Lüdenscheidt', 'muller ludenscheidt'],
    ['云帆（杭州）科技', '云帆 杭州 科技'],
    ['ＡＢＣ１２３', 'abc123'],
    ['…', ''],
  ])('%s reads %s', (text, expected) => expect(searchText(text)).toBe(expected));

  it.each([
    ['john michael smith', ['john michael smith', 'michael smith', 'smith']],
    ['王小明', ['王小明', '小明', '明']],
    ['abc科技', ['abc科技', '科技', '技']],
    ['科技abc', ['科技abc', '技abc', 'abc']],
  ])('%s is found from each of its starts', (text, expected) =>
    expect(termsOf(text)).toEqual(expected),
  );

  it('is found by whatever stands at one of its starts, and by nothing else', () => {
    const words = fc.array(fc.constantFrom('ann', 'bo', '云帆', '王', 'x1'), { minLength: 1 });
    fc.assert(
      fc.property(
        words,
        fc.nat(),
        fc.integer({ min: 1, max: longestTerm }),
        (parts, at, length) => {
          const text = parts.join(' ');
          const start = parts.slice(0, at % parts.length).join(' ').length;
          const typed = cut(text.slice(start).trimStart().slice(0, length));
          expect(contains(text, typed)).toBe(true);
          expect(termsOf(text).some((term) => term.startsWith(typed))).toBe(true);
          expect(contains(text, `${typed}?`)).toBe(false);
        },
      ),
    );
  });
});

describe('a record’s terms', () => {
  it('are its name, its addresses, its numbers and its company', () => {
    const terms = termsOfContact({
      name: 'Ann Lee',
      email: 'Ann.Lee@Acme.example',
      mobile: '+8613800138000',
      companyName: 'Acme Ltd',
    });
    for (const typed of [
      'ann lee',
      'lee',
      'ann.lee@acme.example',
      'acme.example',
      'acme ltd',
      'ltd',
    ])
      expect(terms, typed).toContain(typed);
    for (const digits of ['8613800138000', '13800138000', '8000']) expect(terms).toContain(digits);
  });

  it('have Chinese names in pinyin, whole and by initials', () => {
    expect(termsOfContact({ name: '王小明' })).toEqual(
      expect.arrayContaining(['王小明', '小明', '明', 'wangxiaoming', 'wxm']),
    );
  });

  it('have words of name and company in pairs, in either order', () => {
    const terms = termsOfContact({ name: 'Ann Lee', companyName: 'Acme' });
    expect(terms).toEqual(expect.arrayContaining(['ann+acme', 'acme+ann', 'lee+ann']));
  });

  it('leave out what is not searched: notes, money, bank accounts', () => {
    const terms = searchTerms(
      company,
      { name: 'Acme', bankAccount: 'DE02120300000000202051', description: 'secret plan' },
      pinyin,
    ).map(({ text }) => text);
    expect(terms).toEqual(['acme']);
  });
});

describe('a query', () => {
  it.each([
    ['Ann LEE', { phrases: ['ann lee'], words: ['ann', 'lee'] }],
    ['ann.lee@acme', { phrases: ['ann lee acme', 'ann.lee@acme'] }],
    ['0086 138-0013-8000', { phrases: ['0086 138 0013 8000', '8613800138000'] }],
    ['王小明', { phrases: ['王小明'], words: [], pairs: [] }],
    ['!!', { phrases: [], words: [] }],
  ])('%s is read as it is meant', (typed, expected) =>
    expect(readQuery(typed)).toMatchObject(expected),
  );
});
