import { crc32, deflateRawSync } from 'node:zlib';

/** An entry of a zip file; what it says of itself may differ from what it is. */
export interface ZipEntry {
  readonly name: string;
  readonly body: string | Uint8Array;
  /** The size it claims to unpack to. */
  readonly claimedSize?: number;
  readonly flags?: number;
  /** Where the directory says that it lies. */
  readonly claimedOffset?: number;
}

/** Writes a zip file, honest or not. */
export function writeZip(entries: readonly ZipEntry[]): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, body, claimedSize, flags = 0, claimedOffset } of entries) {
    const raw = Buffer.from(body);
    const packed = deflateRawSync(raw);
    const fileName = Buffer.from(name);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(20, 4);
    header.writeUInt16LE(flags, 6);
    header.writeUInt16LE(8, 8);
    header.writeUInt32LE(crc32(raw), 14);
    header.writeUInt32LE(packed.byteLength, 18);
    header.writeUInt32LE(claimedSize ?? raw.byteLength, 22);
    header.writeUInt16LE(fileName.byteLength, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    header.copy(entry, 6, 4, 30);
    entry.writeUInt32LE(claimedOffset ?? offset, 42);
    directory.push(entry, fileName);
    parts.push(header, fileName, packed);
    offset += 30 + fileName.byteLength + packed.byteLength;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length & 0xffff, 8);
  end.writeUInt16LE(entries.length & 0xffff, 10);
  end.writeUInt32LE(listing.byteLength, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listing, end]);
}
