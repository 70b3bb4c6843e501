import { fill, type Locale, type MailDescription } from './describe-mail.ts';
import type { Mail } from './mailer.ts';
import { type MailFacts, type MailName, mails } from './mails/mails.ts';

/** To whom a mail goes and in which language. */
export interface Recipient {
  readonly email: string;
  readonly name: string | undefined;
  readonly locale: Locale;
  /** By whose clocks times are told; UTC where none is chosen. */
  readonly timeZone?: string | undefined;
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

/** What a mail says to one person: plain texts, in order. */
interface Content {
  readonly subject: string;
  readonly opening: readonly string[];
  readonly secret: string | undefined;
  readonly link: { readonly label: string; readonly url: string } | undefined;
  readonly caution: string;
}

/** Writes a mail in the person's language, in both forms. */
export function composeMail<N extends MailName>(
  name: N,
  recipient: Recipient,
  facts: MailFacts<N>,
  appOrigin: string,
): Mail {
  const content = contentOf(mails[name], recipient, facts, appOrigin);
  const { email: to, locale } = recipient;
  return {
    name,
    to,
    subject: content.subject,
    text: textOf(content),
    html: htmlOf(content, locale),
  };
}

function contentOf(
  description: MailDescription,
  { locale, name, timeZone }: Recipient,
  facts: Readonly<Record<string, string>>,
  appOrigin: string,
): Content {
  const { subject, paragraphs, button, caution } = description[locale];
  const { secret, page } = description;
  const filled = (text: string) => fill(text, facts, timeZone);
  return {
    subject,
    opening: [greetings[locale](name), ...paragraphs.map(filled)],
    secret: secret && filled(secret),
    link: button && page ? { label: button, url: appOrigin + filled(page) } : undefined,
    caution: filled(caution),
  };
}

function textOf({ opening, secret, link, caution }: Content): string {
  const parts = [
    ...opening,
    ...(secret === undefined ? [] : [`    ${secret}`]),
    ...(link ? [`${link.label}:\n${link.url}`] : []),
    caution,
    'Stratus CRM',
  ];
  return `${parts.join('\n\n')}\n`;
}

// Text has the reader's own colours, on a light page or a dark one; only the button brings both of
// its own. The link is marked so that SES does not rewrite it to count clicks.
const styles = {
  body: 'margin:0 auto;padding:16px;max-width:36em;font:16px/1.5 sans-serif',
  secret:
    'padding:8px 12px;border:1px solid #888;border-radius:6px;font:20px monospace;letter-spacing:1px',
  button:
    'display:inline-block;padding:10px 18px;border-radius:6px;background:#1d4ed8;color:#fff;text-decoration:none',
  caution: 'font-size:14px',
} as const;

function htmlOf({ subject, opening, secret, link, caution }: Content, locale: Locale): string {
  const body = [
    ...opening.map((each) => `<p>${escapeHtml(each)}</p>`),
    ...(secret === undefined ? [] : [`<p style="${styles.secret}">${escapeHtml(secret)}</p>`]),
    ...(link
      ? [
          `<p><a ses:no-track style="${styles.button}" href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a></p>`,
        ]
      : []),
    `<p style="${styles.caution}">${escapeHtml(caution)}</p>`,
    '<p>Stratus CRM</p>',
  ].join('\n');
  return `<!doctype html>
<html lang="${locale === 'zh' ? 'zh-Hans' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(subject)}</title>
</head>
<body style="${styles.body}">
${body}
</body>
</html>
`;
}
