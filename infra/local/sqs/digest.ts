import { createHash } from 'node:crypto';
import type { MessageAttribute } from './queue-access.ts';

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** MD5 over message attributes, as “Calculating the MD5 message digest” in the SQS guide lays it out. */
export function md5OfAttributes(attributes: Readonly<Record<string, MessageAttribute>>): string {
  const hash = createHash('md5');
  for (const name of Object.keys(attributes).sort()) {
    const attribute = attributes[name];
    if (!attribute) continue;
    hash.update(withLength(Buffer.from(name)));
    hash.update(withLength(Buffer.from(attribute.DataType)));
    const binary = attribute.BinaryValue !== undefined;
    hash.update(Buffer.from([binary ? 2 : 1]));
    hash.update(
      withLength(
        binary
          ? Buffer.from(attribute.BinaryValue ?? '', 'base64')
          : Buffer.from(attribute.StringValue ?? ''),
      ),
    );
  }
  return hash.digest('hex');
}

/** Bytes that count against the size limit: body, and names, types and values of attributes. */
export function messageSize(
  body: string,
  attributes: Readonly<Record<string, MessageAttribute>>,
): number {
  let size = Buffer.byteLength(body);
  for (const [name, attribute] of Object.entries(attributes)) {
    size += Buffer.byteLength(name) + Buffer.byteLength(attribute.DataType);
    size += Buffer.byteLength(attribute.StringValue ?? '');
    size += Buffer.from(attribute.BinaryValue ?? '', 'base64').length;
  }
  return size;
}
