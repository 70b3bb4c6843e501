import type { AttributeMap, AttributeValue } from './attribute-value.ts';

/** The most an item may hold: 400 KB. */
export const largestItem = 400 * 1024;

/** The bytes an item counts for limits and capacity: names and values, as AWS documents it. */
export function itemSize(item: AttributeMap): number {
  let size = 0;
  for (const name of Object.keys(item)) {
    const value = item[name];
    if (value) size += Buffer.byteLength(name) + valueSize(value);
  }
  return size;
}

function valueSize(value: AttributeValue): number {
  if ('S' in value) return Buffer.byteLength(value.S);
  if ('N' in value) return numberSize(value.N);
  if ('B' in value) return binarySize(value.B);
  if ('M' in value) return 3 + Object.keys(value.M).length + itemSize(value.M);
  if ('L' in value) return value.L.reduce((sum, each) => sum + 1 + valueSize(each), 3);
  if ('SS' in value) return value.SS.reduce((sum, each) => sum + Buffer.byteLength(each), 0);
  if ('NS' in value) return value.NS.reduce((sum, each) => sum + numberSize(each), 0);
  if ('BS' in value) return value.BS.reduce((sum, each) => sum + binarySize(each), 0);
  return 1;
}

/** One byte for two significant digits and one more, as documented; another one for a minus. */
function numberSize(text: string): number {
  const digits = text.replace(/[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '');
  return Math.ceil(digits.length / 2) + 1 + (text.startsWith('-') ? 1 : 0);
}

function binarySize(base64: string): number {
  return Buffer.byteLength(base64, 'base64');
}
