import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchKeys, matchKeyText } from '#shared/duplicates/match-keys';
import { matchedObjects, matchings } from '#shared/duplicates/match-rules';
import { objects } from '#shared/objects/objects';
import { bareCompanyName, barePersonName } from '#shared/text/bare-name';

const keysOf = (...args: Parameters<typeof matchKeys>) => matchKeys(...args).map(matchKeyText);

describe('names as they are compared', () => {
  it.each([
    ['Müller & Söhne GmbH', 'muller sohne'],
    ['Acme, Inc.', 'acme'],
    ['ACME Co., Ltd', 'acme'],
    ['Fiat S.p.A.', 'fiat'],
    ['云帆（杭州）科技有限公司', '云帆 杭州 科技'],
    ['阿里巴巴集团', '阿里巴巴'],
    ['Limited', 'limited'],
    ['Coach', 'coach'],
  ])('the company %s is %s', (name, bare) => expect(bareCompanyName(name)).toBe(bare));

  it.each([
    ['Lee, Ann', 'ann lee'],
    ['Ann  LEE', 'ann lee'],
    ['王小明', '王小明'],
  ])('the person %s is %s', (name, bare) => expect(barePersonName(name)).toBe(bare));
});

describe('match keys', () => {
  it('are the same for all spellings of what two people have alike', () => {
    const one = { name: 'Ann Lee', email: 'Ann@Example.com', mobile: '+4915112345678' };
    const other = {
      firstName: 'Ann',
      lastName: 'Lee',
      email: 'ａnn@example.com',
      phone: '+4915112345678',
    };
    const company = { companyName: 'Acme Inc.' };
    expect(keysOf('contact', { ...one, ...company }).sort()).toEqual(
      keysOf('lead', { ...other, companyName: 'ACME' }).sort(),
    );
  });

  it('tell people of one name apart by their company, and extensions of one number', () => {
    expect(keysOf('contact', { name: 'Li Wei' })).toEqual([]);
    expect(keysOf('contact', { name: 'Li Wei', companyName: 'A' })).not.toEqual(
      keysOf('contact', { name: 'Li Wei', companyName: 'B' }),
    );
    expect(keysOf('contact', { phone: '+862112345678;ext=1' })).not.toEqual(
      keysOf('contact', { phone: '+862112345678;ext=2' }),
    );
  });

  it('hold no value that could be read', () => {
    const [key] = keysOf('contact', { email: 'ann@example.com' });
    expect(key).toMatch(/^person#email#[\w-]{43}$/);
  });

  it('read only fields that the object has', () => {
    for (const object of matchedObjects)
      for (const { fields } of matchings[object].rules)
        expect(fields.some((field) => Object.hasOwn(objects[object].fields, field))).toBe(true);
  });

  it('come out for whatever people type, each once', () => {
    const values = fc.dictionary(
      fc.constantFrom('name', 'firstName', 'email', 'phone', 'mobile', 'companyName', 'domain'),
      fc.string({ unit: 'grapheme', minLength: 1 }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...matchedObjects), values, (object, given) => {
        const keys = keysOf(object, given);
        expect(new Set(keys).size).toBe(keys.length);
        expect(keysOf(object, given)).toEqual(keys);
      }),
    );
  });
});
