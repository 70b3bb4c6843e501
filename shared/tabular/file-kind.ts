/** What the first bytes say a file is; `text` may still turn out not to be a table. */
export type FileKind =
  | 'text'
  | 'empty'
  | 'workbook'
  | 'old-workbook'
  | 'encrypted-workbook'
  | 'pdf'
  | 'html'
  | 'archive';

const startsWith = (bytes: Uint8Array, ...signature: number[]) =>
  signature.every((byte, at) => bytes[at] === byte);

const encryptedPackage = Buffer.from('EncryptedPackage', 'utf16le');
const markup = /^\s*(?:<!doctype\s+html|<html|<head|<body|<table|<\?xml|<svg|<script)/i;

/**
 * Tells by its magic bytes whether a file can be a text table, whatever its name ends in. Give at
 * least the first 512 bytes.
 */
export function fileKind(head: Uint8Array): FileKind {
  if (head.byteLength === 0) return 'empty';
  if (startsWith(head, 0x50, 0x4b, 0x03, 0x04) || startsWith(head, 0x50, 0x4b, 0x05, 0x06))
    return 'workbook';
  // A password turns a workbook into an old container with this entry in its directory.
  if (startsWith(head, 0xd0, 0xcf, 0x11, 0xe0))
    return Buffer.from(head).includes(encryptedPackage) ? 'encrypted-workbook' : 'old-workbook';
  if (startsWith(head, 0x25, 0x50, 0x44, 0x46)) return 'pdf';
  if (isArchive(head)) return 'archive';
  return markup.test(Buffer.from(head.subarray(0, 512)).toString('latin1').replace(/^ï»¿/, ''))
    ? 'html'
    : 'text';
}

/** gzip, bzip2, xz, zstd, 7z and rar. */
function isArchive(head: Uint8Array): boolean {
  return (
    startsWith(head, 0x1f, 0x8b) ||
    startsWith(head, 0x42, 0x5a, 0x68) ||
    startsWith(head, 0xfd, 0x37, 0x7a, 0x58, 0x5a) ||
    startsWith(head, 0x28, 0xb5, 0x2f, 0xfd) ||
    startsWith(head, 0x37, 0x7a, 0xbc, 0xaf) ||
    startsWith(head, 0x52, 0x61, 0x72, 0x21)
  );
}
