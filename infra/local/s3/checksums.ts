import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

export const checksumAlgorithms = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'] as const;
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];

/** The checksum of the bytes as S3 writes it: big-endian, Base64. */
export function checksumOf(algorithm: ChecksumAlgorithm, chunks: readonly Uint8Array[]): string {
  switch (algorithm) {
    case 'crc32':
      return word(chunks.reduce((sum, chunk) => crc32(chunk, sum), 0)).toString('base64');
    case 'crc32c':
      return word(crc32c(chunks)).toString('base64');
    case 'crc64nvme':
      return crc64nvme(chunks).toString('base64');
    case 'sha1':
    case 'sha256':
      return hash(algorithm, chunks).toString('base64');
  }
}

/** MD5 in hex, which is the ETag of an object stored in one piece. */
export function md5Of(chunks: readonly Uint8Array[]): string {
  return hash('md5', chunks).toString('hex');
}

function hash(algorithm: string, chunks: readonly Uint8Array[]): Buffer {
  const digest = createHash(algorithm);
  for (const chunk of chunks) digest.update(chunk);
  return digest.digest();
}

function word(...values: number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) buffer.writeUInt32BE(value >>> 0, index * 4);
  return buffer;
}

const crc32cTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

function crc32c(chunks: readonly Uint8Array[]): number {
  let sum = -1;
  for (const chunk of chunks)
    for (const byte of chunk) sum = (sum >>> 8) ^ (crc32cTable[(sum ^ byte) & 0xff] ?? 0);
  return ~sum;
}

// The reflected polynomial 0x9a6c9329ac4bc9b5 in two halves: BigInt would be a hundred times slower.
const crc64High = new Uint32Array(256);
const crc64Low = new Uint32Array(256);
for (let index = 0; index < 256; index++) {
  let [high, low] = [0, index];
  for (let bit = 0; bit < 8; bit++) {
    const carry = low & 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (carry) {
      high ^= 0x9a6c9329;
      low ^= 0xac4bc9b5;
    }
  }
  crc64High[index] = high;
  crc64Low[index] = low;
}

function crc64nvme(chunks: readonly Uint8Array[]): Buffer {
  let [high, low] = [-1, -1];
  for (const chunk of chunks) {
    for (const byte of chunk) {
      const index = (low ^ byte) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ (crc64Low[index] ?? 0);
      high = (high >>> 8) ^ (crc64High[index] ?? 0);
    }
  }
  return word(~high, ~low);
}
