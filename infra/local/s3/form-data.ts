import { s3Error } from './errors.ts';

/** An upload form; field names are in lower case, in the order in which they were sent. */
export interface UploadForm {
  readonly fields: ReadonlyMap<string, string>;
  readonly file: Uint8Array;
  readonly fileName: string;
  readonly fileType: string;
}

const HEADER_END = Buffer.from('\r\n\r\n');
const MAX_HEADER_BYTES = 8 * 1024;
const MAX_FIELDS_BYTES = 20 * 1024;

/**
 * Reads `multipart/form-data` (RFC 7578) up to the file, which S3 requires to be last, without
 * copying the file. Throws MalformedPOSTRequest.
 */
export function readForm(contentType: string, body: Uint8Array): UploadForm {
  const boundary = /;\s*boundary=(?:"([^"]{1,200})"|([^;\s]{1,200}))/i.exec(contentType);
  const name = boundary?.[1] ?? boundary?.[2];
  if (!name) throw s3Error('MalformedPOSTRequest');
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const separator = Buffer.from(`\r\n--${name}`);
  const fields = new Map<string, string>();

  // The first boundary has no line break before it.
  if (bytes.indexOf(separator.subarray(2)) !== 0) throw s3Error('MalformedPOSTRequest');
  let position = separator.length - 2;
  for (;;) {
    const headerEnd = bytes.indexOf(HEADER_END, position);
    if (headerEnd < 0 || headerEnd - position > MAX_HEADER_BYTES)
      throw s3Error('MalformedPOSTRequest');
    const headers = bytes.toString('utf8', position, headerEnd);
    const start = headerEnd + HEADER_END.length;
    const end = bytes.indexOf(separator, start);
    if (end < 0) throw s3Error('MalformedPOSTRequest');
    const field = /\bname="([^"]*)"/i.exec(headers)?.[1]?.toLowerCase();
    if (field === undefined) throw s3Error('MalformedPOSTRequest');
    if (field === 'file') {
      const fileName = /\bfilename="([^"]*)"/i.exec(headers)?.[1] ?? '';
      const fileType = /^content-type:\s*(.*?)\s*$/im.exec(headers)?.[1] ?? '';
      return { fields, file: bytes.subarray(start, end), fileName, fileType };
    }
    if (fields.has(field) || end > MAX_FIELDS_BYTES) throw s3Error('MalformedPOSTRequest');
    fields.set(field, bytes.toString('utf8', start, end));
    position = end + separator.length;
  }
}
