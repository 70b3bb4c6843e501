import { describe, expect, it } from 'vitest';
import { company } from '#shared/objects/company';
import { contact } from '#shared/objects/contact';
import { displayName } from '#shared/objects/display-name';
import { uniqueKeys } from '#shared/objects/unique-keys';

describe('displayName', () => {
  it.each([
    [{ name: '王小明', firstName: 'Ming' }, '王小明'],
    [{ firstName: 'Ada', lastName: 'Lovelace' }, 'Ada Lovelace'],
    [{ firstName: '小明', lastName: '王' }, '王小明'],
    [{ firstName: '小明', lastName: 'Wang' }, '小明 Wang'],
    [{ lastName: 'Lovelace' }, 'Lovelace'],
    [{}, ''],
  ])('of %j is %j', (values, expected) => {
    expect(displayName(contact, values)).toBe(expected);
  });
});

describe('uniqueKeys', () => {
  it('folds an address as mail is delivered and keeps an external id as it is', () => {
    expect(uniqueKeys(contact, { email: ' Li@Example.COM', externalId: '003xA' })).toEqual([
      { field: 'email', value: 'li@example.com' },
      { field: 'externalId', value: '003xA' },
    ]);
  });

  it('compares tax numbers without their separators', () => {
    const of = (taxNumber: string) => uniqueKeys(company, { taxNumber });
    expect(of('de 123-456.789')).toEqual(of('DE123456789'));
    expect(of('９１３３０１００ＭＡ')).toEqual(of('91330100MA'));
  });

  it('keeps addresses apart that may be two mailboxes', () => {
    const of = (email: string) => uniqueKeys(contact, { email });
    expect(of('li+a@example.com')).not.toEqual(of('li@example.com'));
  });
});
