import { wallTimeAt } from '#shared/domain/wall-time';

/** The languages that the product writes in. */
export type Locale = 'en' | 'zh';

/** What a mail says in one language, as plain text; `{word}` stands for a fact given on sending. */
export interface MailTexts {
  /** Fixed words only: nothing that somebody typed gets into a header (API-22). */
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** Label of the one link. */
  readonly button?: string;
  /** What to do when one did not expect this mail. */
  readonly caution: string;
}

/** One mail of the product, described once for both languages. */
export interface MailDescription {
  readonly en: MailTexts;
  readonly zh: MailTexts;
  /** Shown large and easy to copy: a code or a temporary password, as `{word}`. */
  readonly secret?: `{${string}}`;
  /** The page behind the button; the origin before it is the deployment's, never a request's. */
  readonly page?: `/${string}`;
}

/** Keeps the literal texts, so that the compiler knows each mail's facts. */
export function describeMails<const D extends Readonly<Record<string, MailDescription>>>(
  descriptions: D,
): D {
  return descriptions;
}

/** The words in braces of a text. */
export type Placeholders<Text extends string> = Text extends `${string}{${infer Word}}${infer Rest}`
  ? Word | Placeholders<Rest>
  : never;

type TextsOf<D extends MailDescription> =
  | D['en']['paragraphs'][number]
  | D['en']['caution']
  | NonNullable<D['secret']>
  | NonNullable<D['page']>;

/** What has to be given to send a mail; `at` is a UTC time (ISO-8601), shown to the minute in the reader's zone. */
export type FactsOf<D extends MailDescription> = Readonly<Record<Placeholders<TextsOf<D>>, string>>;

/**
 * Puts facts into a text, times as the clocks of the reader's zone (an IANA name) show them. Throws where a
 * fact is missing: a mail with a gap must not go out.
 */
export function fill(
  text: string,
  facts: Readonly<Record<string, string>>,
  timeZone = 'UTC',
): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, word: string) => {
    const fact = facts[word];
    if (fact === undefined) throw new Error(`A message lacks the fact “${word}”.`);
    return word === 'at' ? shownTime(fact, timeZone) : fact;
  });
}

function shownTime(time: string, timeZone: string): string {
  const moment = Date.parse(time);
  if (Number.isNaN(moment)) return time;
  const shown = new Date(wallTimeAt(moment, timeZone)).toISOString();
  const zone = timeZone === 'UTC' ? 'UTC' : `(${timeZone})`;
  return `${shown.slice(0, 16).replace('T', ' ')} ${zone}`;
}
