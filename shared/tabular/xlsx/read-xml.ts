import { SaxesParser } from 'saxes';
import { WorkbookError } from './workbook-error.ts';

export type Attributes = Readonly<Record<string, string>>;

/** What is told of an XML part; names come without their prefix. */
export interface XmlHandlers {
  open(name: string, attributes: Attributes): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** One tag or text this long is no cell: the parser would hold all of it. */
const maxQuietCharacters = 2_097_152;

/**
 * Reads XML piece by piece with bounded memory and yields after each piece. No DTD, no entities of
 * its own, UTF-8 only: what else it is, it is refused as broken (IMP-13). Throws `WorkbookError`.
 */
export async function* readXml(
  bytes: AsyncIterable<Uint8Array>,
  handlers: XmlHandlers,
): AsyncGenerator<undefined> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  let quiet = 0;
  parser.on('error', (cause) => {
    throw new WorkbookError('broken', undefined, { cause });
  });
  parser.on('doctype', () => {
    throw new WorkbookError('broken');
  });
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding && !/^utf-?8$/i.test(encoding)) throw new WorkbookError('broken');
  });
  parser.on('opentag', ({ name, attributes }) => {
    quiet = 0;
    handlers.open(localName(name), attributes);
  });
  parser.on('closetag', ({ name }) => {
    quiet = 0;
    handlers.close?.(localName(name));
  });
  const { text } = handlers;
  if (text) {
    parser.on('text', text);
    parser.on('cdata', text);
  }
  for await (const piece of decoded(bytes)) {
    parser.write(piece);
    quiet += piece.length;
    if (quiet > maxQuietCharacters) throw new WorkbookError('unsafe');
    yield;
  }
  parser.close();
  yield;
}

/** Reads a small part to its end. */
export async function readXmlWhole(
  bytes: AsyncIterable<Uint8Array>,
  handlers: XmlHandlers,
): Promise<void> {
  for await (const _ of readXml(bytes, handlers));
}

const localNames = new Map<string, string>();

function localName(name: string): string {
  // Most tags of a sheet are called c, v or t.
  if (name.length === 1) return name;
  const colon = name.indexOf(':');
  if (colon === -1) return name;
  const known = localNames.get(name);
  if (known !== undefined) return known;
  const local = name.slice(colon + 1);
  // A hostile file must not make the memory of names grow.
  if (localNames.size < 1_000) localNames.set(name, local);
  return local;
}

/** An attribute whatever its prefix, as `r:id` in some files and `id` or `d3p1:id` in others. */
export function attribute(attributes: Attributes, name: string): string | undefined {
  const own = attributes[name];
  if (own !== undefined) return own;
  const key = Object.keys(attributes).find((each) => each.endsWith(`:${name}`));
  return key === undefined ? undefined : attributes[key];
}

async function* decoded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (piece: Uint8Array, stream: boolean) => {
    try {
      return decoder.decode(piece, { stream });
    } catch (cause) {
      throw new WorkbookError('broken', undefined, { cause });
    }
  };
  for await (const piece of bytes) yield decode(piece, true);
  yield decode(new Uint8Array(), false);
}
