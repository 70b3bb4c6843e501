import { s3Error } from './errors.ts';

const CRLF = Buffer.from('\r\n');

/**
 * Takes off the `aws-chunked` framing (`size;extension CRLF bytes CRLF … 0 CRLF trailers`) without
 * copying the bytes. Throws IncompleteBody where the framing is broken or a promised trailer lacks.
 */
export function decodeChunked(
  body: Uint8Array,
  promisedTrailer: string | undefined,
): { chunks: readonly Uint8Array[]; trailers: Readonly<Record<string, string>> } {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const chunks: Uint8Array[] = [];
  let position = 0;

  const line = () => {
    const end = bytes.indexOf(CRLF, position);
    // A chunk head or trailer is short: without a limit a broken body is searched in vain.
    if (end < 0 || end - position > 8192) throw s3Error('IncompleteBody');
    const text = bytes.toString('latin1', position, end);
    position = end + CRLF.length;
    return text;
  };

  for (;;) {
    const [hex = ''] = line().split(';');
    if (!/^[0-9a-f]{1,12}$/i.test(hex)) throw s3Error('IncompleteBody');
    const size = Number.parseInt(hex, 16);
    if (size === 0) break;
    const end = position + size;
    if (bytes.length < end + 2 || bytes.compare(CRLF, 0, 2, end, end + 2) !== 0)
      throw s3Error('IncompleteBody');
    chunks.push(bytes.subarray(position, end));
    position = end + 2;
  }

  const trailers: Record<string, string> = {};
  while (position < bytes.length) {
    const [name = '', ...value] = line().split(':');
    if (name === '') break;
    trailers[name.trim().toLowerCase()] = value.join(':').trim();
  }
  const promised = promisedTrailer?.trim().toLowerCase();
  if (promised !== undefined && trailers[promised] === undefined) throw s3Error('IncompleteBody');
  return { chunks, trailers };
}
