import type { Mail } from './mailer.ts';

export type Locale = 'en' | 'zh';

/** To whom a mail goes and in which language. */
export interface Recipient {
  readonly email: string;
  readonly name: string | undefined;
  readonly locale: Locale;
}

/** What a mail says; texts are plain, markup is made here. */
export interface MailContent {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** Shown large and easy to copy: a code or a temporary password. */
  readonly secret?: string;
  readonly link?: { readonly label: string; readonly url: string };
  /** What to do when one did not ask for this mail. */
  readonly caution: string;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Makes a text safe between tags and inside quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (each) => entities[each] ?? each);
}

const greetings: Readonly<Record<Locale, (name: string | undefined) => string>> = {
  en: (name) => (name ? `Hello ${name},` : 'Hello,'),
  zh: (name) => (name ? `${name}，您好：` : '您好：'),
};

/** Writes a mail in both forms. The link is marked so that SES does not rewrite it to count clicks. */
export function composeMail(recipient: Recipient, content: MailContent): Mail {
  const { subject, paragraphs, secret, link, caution } = content;
  const opening = [greetings[recipient.locale](recipient.name), ...paragraphs];
  const text = [
    ...opening,
    ...(secret === undefined ? [] : [`    ${secret}`]),
    ...(link ? [`${link.label}:\n${link.url}`] : []),
    caution,
    'Stratus CRM',
  ].join('\n\n');
  const body = [
    ...opening.map((each) => `<p>${escapeHtml(each)}</p>`),
    ...(secret === undefined
      ? []
      : [`<p style="font:20px monospace;letter-spacing:1px">${escapeHtml(secret)}</p>`]),
    ...(link
      ? [`<p><a ses:no-track href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a></p>`]
      : []),
    `<p style="color:#555">${escapeHtml(caution)}</p>`,
    '<p>Stratus CRM</p>',
  ].join('\n');
  const language = recipient.locale === 'zh' ? 'zh-Hans' : 'en';
  const html = `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>
<body style="font:16px/1.5 sans-serif;max-width:36em">
${body}
</body>
</html>
`;
  return { to: recipient.email, subject, text: `${text}\n`, html };
}
