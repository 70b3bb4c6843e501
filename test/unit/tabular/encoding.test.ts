import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeStream, UndecodableError } from '#shared/tabular/decode-stream';
import { encodeText } from '#shared/tabular/encode-text';
import { decodes, detectEncoding } from '#shared/tabular/encoding';
import { type Encoding, encodings } from '#shared/tabular/encoding-names';

const chinese =
  '客户名称,联系人,手机\n北京星辰科技有限公司,王小明,13800138000\n上海远航贸易,李丽,\n';
const traditional = '客戶名稱,聯絡人,電話\n臺北市資訊顧問,陳小姐,02-2345\n高雄國際貿易,張經理,\n';
const japanese =
  '会社名,氏名,電話\n株式会社さくら,やまだ たろう,03-1234\nみどり商事,すずき はなこ,\n';
const czech = 'Jméno,Příjmení\nJiří,Růžička\nŽofie,Dvořáková\nTomáš,Šťastný\n';
const french = 'Prénom,Nom,Ville\nGaëlle,Lefèvre,Besançon\nJérôme,Noël,Orléans\n';
const russian = 'Компания,Контакт\nООО «Ромашка»,Иванов Иван\nЗАО Север,Петров Пётр\n';

describe('detectEncoding', () => {
  it.each<{ title: string; text: string; encoding: Encoding }>([
    { title: 'UTF-8', text: chinese, encoding: 'utf-8' },
    { title: 'GB 18030', text: chinese, encoding: 'gb18030' },
    { title: 'Big5', text: traditional, encoding: 'big5' },
    { title: 'Shift-JIS', text: japanese, encoding: 'shift_jis' },
    { title: 'UTF-16 LE without a mark', text: 'Name,City\nAnn,Rome\n', encoding: 'utf-16le' },
    { title: 'UTF-16 BE without a mark', text: 'Name,City\nAnn,Rome\n', encoding: 'utf-16be' },
    { title: 'Windows-1250', text: czech, encoding: 'windows-1250' },
    { title: 'Windows-1251', text: russian, encoding: 'windows-1251' },
    { title: 'Windows-1252', text: french, encoding: 'windows-1252' },
  ])('recognises $title (IMP-17)', ({ text, encoding }) => {
    const bytes = encodeText(text, encoding);
    expect(detectEncoding(bytes)).toEqual({ encoding, markBytes: 0, sure: true });
    expect(new TextDecoder(encoding).decode(bytes)).toBe(text);
  });

  it.each([
    { title: 'UTF-8', bytes: [0xef, 0xbb, 0xbf, 0x61], encoding: 'utf-8', markBytes: 3 },
    { title: 'UTF-16 LE', bytes: [0xff, 0xfe, 0x61, 0], encoding: 'utf-16le', markBytes: 2 },
    { title: 'UTF-16 BE', bytes: [0xfe, 0xff, 0, 0x61], encoding: 'utf-16be', markBytes: 2 },
  ])('trusts the byte order mark of $title', ({ bytes, encoding, markBytes }) => {
    expect(detectEncoding(Uint8Array.from(bytes))).toEqual({ encoding, markBytes, sure: true });
  });

  it('is not sure of plain ASCII, because the rest of the file may be anything', () => {
    expect(detectEncoding(Buffer.from('name\nAnn\n'))).toMatchObject({ sure: false });
  });

  it('forgives a character cut off at the end of the sample', () => {
    const bytes = encodeText(chinese, 'gb18030');
    expect(decodes(bytes.subarray(0, 1), 'gb18030')).toBe(true);
    expect(detectEncoding(Buffer.from(chinese).subarray(0, 40))?.encoding).toBe('utf-8');
  });
});

describe('encodeText', () => {
  it.each(encodings.map((encoding) => ({ encoding })))(
    'writes what the decoder reads in $encoding',
    ({ encoding }) => {
      const decoder = new TextDecoder(encoding);
      const writable = (text: string) =>
        decoder.decode(encodeText(text, encoding)).replaceAll('\ufeff', '');
      fc.assert(
        fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
          const kept = writable(text.toWellFormed());
          expect(writable(kept)).toBe(kept);
        }),
        { numRuns: 200 },
      );
    },
  );

  it('writes every character of Unicode in GB 18030, also with four bytes', () => {
    const decoder = new TextDecoder('gb18030', { fatal: true });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        expect(decoder.decode(encodeText(text, 'gb18030'))).toBe(text);
      }),
    );
    expect(Buffer.from(encodeText('€😀', 'gb18030')).toString('hex')).toBe('a2e39439fc36');
  });

  it('writes a question mark for what the encoding lacks', () => {
    expect(Buffer.from(encodeText('A客B', 'windows-1252')).toString('latin1')).toBe('A?B');
  });
});

describe('decodeStream', () => {
  const collect = async (chunks: Uint8Array[], encoding: Encoding) => {
    let text = '';
    const source = async function* () {
      yield* chunks;
    };
    for await (const part of decodeStream(source(), encoding)) text += part;
    return text;
  };

  it('reads characters that are cut anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<Encoding>('utf-8', 'gb18030', 'utf-16le', 'utf-16be'),
        fc.integer({ min: 1, max: 7 }),
        async (encoding, size) => {
          const bytes = encodeText(`${chinese}😀`, encoding);
          const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
            bytes.subarray(at * size, (at + 1) * size),
          );
          expect(await collect(chunks, encoding)).toBe(`${chinese}😀`);
        },
      ),
      { numRuns: 30 },
    );
  });

  it.each([
    { title: 'a wrong byte', bytes: [0x61, 0xff, 0x62] },
    { title: 'a character cut off at the end of the file', bytes: [0x61, 0xe5, 0xae] },
  ])('never stores a replacement for $title (IMP-17)', async ({ bytes }) => {
    await expect(collect([Uint8Array.from(bytes)], 'utf-8')).rejects.toThrow(UndecodableError);
  });
});
