import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type * as z from 'zod';
import { s3Error } from './errors.ts';

/** Element content: text, or child elements by name, where a list repeats its element. */
export type XmlContent =
  | string
  | number
  | boolean
  | undefined
  | { readonly [name: string]: XmlContent | readonly XmlContent[] };

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  // Resolves numeric references, which SDKs use for control characters in keys.
  htmlEntities: true,
  isArray: (name) =>
    ['Object', 'Part', 'CORSRule', 'Tag'].includes(name) || /^Allowed|^ExposeH/.test(name),
});

/** An XML document in the namespace of S3. */
export function xmlDocument(root: string, content: XmlContent): string {
  const body = element(root, content).replace(
    `<${root}>`,
    `<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${body}`;
}

/** The error document, which has no namespace. */
export function xmlError(content: XmlContent): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('Error', content)}`;
}

/** Reads a request document by a schema. Throws MalformedXML. */
export function parseXml<T>(schema: z.ZodType<T>, body: Uint8Array): T {
  const text = Buffer.from(body).toString('utf8');
  if (XMLValidator.validate(text) !== true) throw s3Error('MalformedXML');
  const result = schema.safeParse(parser.parse(text));
  if (!result.success) throw s3Error('MalformedXML');
  return result.data;
}

function element(name: string, content: XmlContent): string {
  if (content === undefined) return '';
  if (typeof content !== 'object') return `<${name}>${escapeText(String(content))}</${name}>`;
  const children = Object.entries(content).map(([child, value]) =>
    isList(value) ? value.map((each) => element(child, each)).join('') : element(child, value),
  );
  return `<${name}>${children.join('')}</${name}>`;
}

function isList(value: XmlContent | readonly XmlContent[]): value is readonly XmlContent[] {
  return Array.isArray(value);
}

function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/\p{Cc}/gu, (character) => `&#${character.charCodeAt(0)};`);
}
