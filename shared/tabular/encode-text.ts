import type { Encoding } from './encoding-names.ts';

const marks: Partial<Record<Encoding, string>> = {
  'utf-8': '\ufeff',
  'utf-16le': '\ufeff',
  'utf-16be': '\ufeff',
};

/** The byte order mark of an encoding as bytes; none for encodings without one. */
export function byteOrderMark(encoding: Encoding): Uint8Array {
  return encodeText(marks[encoding] ?? '', encoding);
}

/** Writes text in an encoding; a character it lacks becomes a question mark. */
export function encodeText(text: string, encoding: Encoding): Uint8Array {
  if (encoding === 'utf-8') return Buffer.from(text, 'utf8');
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  const codes = reverseTable(encoding);
  // Four bytes at most for each character (GB18030).
  const bytes = new Uint8Array(text.length * 4);
  let length = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0x3f;
    const code =
      point < 0x80 ? point : (codes.get(point) ?? beyondBasicPlane(point, encoding) ?? 0x3f);
    for (const shift of [24, 16, 8]) if (code >>> shift) bytes[length++] = (code >>> shift) & 0xff;
    bytes[length++] = code & 0xff;
  }
  return bytes.subarray(0, length);
}

const tables = new Map<Encoding, ReadonlyMap<number, number>>();

/** Code point → bytes as one number, made by decoding every code once: Node only decodes. */
function reverseTable(encoding: Encoding): ReadonlyMap<number, number> {
  const known = tables.get(encoding);
  if (known) return known;
  const decoder = new TextDecoder(encoding, { fatal: true });
  const table = new Map<number, number>();
  const learn = (...bytes: number[]) => {
    const point = single(decoder, Uint8Array.from(bytes));
    if (point !== undefined && !table.has(point))
      table.set(
        point,
        bytes.reduce((code, byte) => code * 256 + byte, 0),
      );
  };
  // GB 18030 has no such codes: that its decoder reads 80 as € is for old files only.
  if (encoding !== 'gb18030') for (let lead = 0x80; lead <= 0xff; lead++) learn(lead);
  if (!encoding.startsWith('windows') && encoding !== 'koi8-r')
    for (let lead = 0x81; lead <= 0xfe; lead++)
      for (let trail = 0x40; trail <= 0xfe; trail++) learn(lead, trail);
  if (encoding === 'gb18030')
    for (let index = 0; index < 39_420; index++) learn(...fourBytes(index));
  tables.set(encoding, table);
  return table;
}

function single(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array): number | undefined {
  try {
    const text = decoder.decode(bytes);
    const point = text.codePointAt(0);
    return point !== undefined && text.length === (point > 0xffff ? 2 : 1) ? point : undefined;
  } catch {
    return undefined;
  }
}

/** GB 18030's four-byte codes are numbered through, from 81308130. */
function fourBytes(index: number): [number, number, number, number] {
  return [
    0x81 + Math.floor(index / 12_600),
    0x30 + (Math.floor(index / 1_260) % 10),
    0x81 + (Math.floor(index / 10) % 126),
    0x30 + (index % 10),
  ];
}

/** Supplementary characters follow a formula: U+10000 is 90308130. */
function beyondBasicPlane(point: number, encoding: Encoding): number | undefined {
  if (encoding !== 'gb18030' || point < 0x10000) return undefined;
  return fourBytes(point - 0x10000 + 189_000).reduce((code, byte) => code * 256 + byte, 0);
}
