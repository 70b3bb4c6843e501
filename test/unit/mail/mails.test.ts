import { describe, expect, test } from 'vitest';
import { composeMail, escapeHtml } from '#shared/mail/compose-mail';
import type { Locale, MailDescription } from '#shared/mail/describe-mail';
import { type MailFacts, type MailName, mails } from '#shared/mail/mails/mails';
import { createSesMailer } from '#shared/mail/ses-mailer';
import { person } from '#test/unit/auth/in-memory';

const appOrigin = 'https://crm.example';
const sam = person();
const jing = person({ name: '陈静', email: 'chen.jing@example.com', locale: 'zh' });

/** All words in braces of one language. */
function placeholders({ secret, page, ...texts }: MailDescription, locale: Locale): string[] {
  const { paragraphs, caution } = texts[locale];
  const all = [...paragraphs, caution, secret, page].join(' ');
  return [...new Set([...all.matchAll(/\{(\w+)\}/g)].map(([, word]) => word!))].sort();
}

const described = Object.entries<MailDescription>(mails).map(([name, description]) => ({
  name: name as MailName,
  description,
}));

/** Composes any mail with a sample for each of its facts. */
function sampleOf(name: MailName, recipient: typeof sam, sample: string) {
  const words = placeholders(mails[name], 'en');
  const facts = Object.fromEntries(words.map((word) => [word, sample]));
  return composeMail(name, recipient, facts as MailFacts<MailName>, appOrigin);
}

describe.each(described)('the mail $name', ({ name, description }) => {
  test('says the same in both languages', () => {
    const { en, zh } = description;
    expect(placeholders(description, 'zh')).toEqual(placeholders(description, 'en'));
    expect(zh.paragraphs).toHaveLength(en.paragraphs.length);
    expect([!zh.button, !en.button]).toEqual([!description.page, !description.page]);
    const chinese = [zh.subject, ...zh.paragraphs, zh.caution];
    expect(chinese.filter((text) => !/\p{Script=Han}/u.test(text))).toEqual([]);
    expect(JSON.stringify(en)).not.toMatch(/\p{Script=Han}/u);
  });

  test('API-22: has nothing in its subject that somebody could have typed', () => {
    expect(description.en.subject + description.zh.subject).not.toMatch(/[{}\p{Cc}]/u);
  });

  test.each([
    {
      language: 'English',
      recipient: sam,
      html: '<html lang="en">',
      greeting: 'Hello Sam Rivera,',
    },
    {
      language: 'Chinese',
      recipient: jing,
      html: '<html lang="zh-Hans">',
      greeting: '陈静，您好：',
    },
  ])('has both forms in $language, links of our own and nothing to load', (each) => {
    const mail = sampleOf(name, each.recipient, '2026-03-01T10:00:00.000Z');
    expect(mail).toMatchObject({ name, to: each.recipient.email });
    expect(mail.text).toContain(each.greeting);
    expect(mail.html).toContain(each.greeting);
    expect(mail.html).toContain(each.html);
    expect(mail.html).toContain('name="color-scheme" content="light dark"');
    const links = [...mail.html.matchAll(/<a [^>]*>/g)].map(([tag]) => tag);
    expect(links).toHaveLength(description.page ? 1 : 0);
    for (const link of links)
      expect(link).toMatch(/ses:no-track .* href="https:\/\/crm\.example\//);
    const addresses = `${mail.text} ${mail.html}`.match(/\w+:\/\/[^\s"<]+/g) ?? [];
    expect(addresses.filter((address) => !address.startsWith(`${appOrigin}/`))).toEqual([]);
    expect(mail.html).not.toMatch(/<(img|script|link|iframe|style)\b|url\(/);
  });

  test('keeps markup in names and facts as text', () => {
    const markup = '<img src=x onerror="alert(1)">\'&';
    const mail = sampleOf(name, person({ name: markup }), markup);
    expect(mail.html).not.toContain('<img');
    expect(mail.html).toContain(escapeHtml(markup));
    expect(mail.text).toContain(markup);
  });
});

test('only the recovery mail carries the token, in the fragment', () => {
  const mail = composeMail('recovery', sam, { token: 'the-token' }, appOrigin);
  expect(mail.text).toContain('https://crm.example/reset#t=the-token');
});

test('a mail that lacks a fact is not written', () => {
  const facts = {} as MailFacts<'recovery'>;
  expect(() => composeMail('recovery', sam, facts, appOrigin)).toThrow('“token”');
});

test('a time is shown to the minute, in UTC', () => {
  const at = '2026-03-01T10:00:00.000Z';
  const mail = composeMail('passwordChanged', sam, { at, token: 'the-token' }, appOrigin);
  expect(mail.text).toContain('on 2026-03-01 10:00 UTC.');
});

test.each([
  ['2026-03-29T00:30:00.000Z', '2026-03-29 01:30'],
  ['2026-03-29T01:30:00.000Z', '2026-03-29 03:30'],
])('a time (%s) is shown as the reader’s clocks do, also where they are changed', (at, shown) => {
  const reader = { ...sam, timeZone: 'Europe/Berlin' };
  const mail = composeMail('passwordChanged', reader, { at, token: 'the-token' }, appOrigin);
  expect(mail.text).toContain(`on ${shown} (Europe/Berlin).`);
});

test.each([
  { title: 'subject', change: { subject: 'Hello\r\nBcc: eve@example.com' } },
  { title: 'recipient', change: { to: 'sam@example.com\nBcc: eve@example.com' } },
])('API-22: a line break in the $title is not sent', async ({ change }) => {
  const mailer = createSesMailer({
    from: 'crm@example.com',
    configurationSet: 'mail',
    options: { region: 'us-east-1', endpoint: 'http://127.0.0.1:1' },
  });
  const mail = { name: 'code', to: sam.email, subject: 'Hello', text: 'x', html: 'x', ...change };
  await expect(mailer.send(mail)).rejects.toThrow('control character');
});
