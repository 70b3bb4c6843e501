import { describe, expect, it } from 'vitest';
import { withoutPerson } from '#functions/privacy-worker/without-person';
import { activity } from '#shared/objects/activity';
import { ticket } from '#shared/objects/ticket';
import { redactDeep, redactText, traitPattern } from '#shared/privacy/redact';

const pattern = traitPattern({
  emails: ['ann.lee@example.com', 'old-ann@my-firm.example'],
  phones: ['+4930123456', '+8613800138000'],
  names: ['Ann Lee', '王小明'],
})!;

describe('what names a person', () => {
  it.each([
    ['Write to Ann.Lee@Example.com.', 'Write to [erased].'],
    ['was old-ann@my-firm.example', 'was [erased]'],
    ['joann.lee@example.com stays', 'joann.lee@example.com stays'],
    ['+49 30 123456 or 030/12 34 56', '[erased] or [erased]'],
    ['1130123456789 is another number', '1130123456789 is another number'],
    ['138-0013-8000', '[erased]'],
    ['ann  lee and Ann Leer', '[erased] and Ann Leer'],
    ['王小明说好', '[erased]说好'],
  ])('%s becomes %s', (text, redacted) => expect(redactText(pattern, text)).toBe(redacted));

  it('is redacted at any depth, and names of attributes stay', () => {
    expect(
      redactDeep(pattern, { 'Ann Lee': ['Ann Lee', { note: 'by 王小明', count: 3 }] }),
    ).toEqual({
      'Ann Lee': ['[erased]', { note: 'by [erased]', count: 3 }],
    });
  });

  it('is nothing where there is nothing to look for', () => {
    expect(traitPattern({ emails: [], phones: ['12'], names: ['X'] })).toBeUndefined();
  });
});

describe('a record that stays', () => {
  const subjects = [{ object: 'contact', id: '01A' }] as const;

  it('loses its links to the person and keeps the others', () => {
    const related = [
      { object: 'contact', id: '01A' },
      { object: 'company', id: '01B' },
    ] as const;
    const values = { type: 'call', subject: 'Called Ann Lee', related };
    expect(withoutPerson(activity, values, [...subjects], pattern)).toEqual({
      type: 'call',
      subject: 'Called [erased]',
      related: [{ object: 'company', id: '01B' }],
    });
  });

  it('loses what was written in a ticket of the person’s own, and only there', () => {
    const values = { subject: 'Help', description: 'My door', number: 'T-1' };
    expect(withoutPerson(ticket, { ...values, contactId: '01A' }, [...subjects], pattern)).toEqual({
      subject: 'Help',
      number: 'T-1',
    });
    expect(withoutPerson(ticket, { ...values, contactId: '01X' }, [...subjects], pattern)).toEqual({
      ...values,
      contactId: '01X',
    });
  });
});
