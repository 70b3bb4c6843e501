import { s3Error } from './errors.ts';
import type { Metadata } from './object-store.ts';

const systemHeaders = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];

type Headers = Readonly<Record<string, string>>;

/**
 * What the headers of an upload say about the object. Throws MetadataTooLarge (2 KB of user
 * metadata), InvalidArgument for bad tags and AccessControlListNotSupported.
 */
export function readMetadata(headers: Headers): Pick<Metadata, 'headers' | 'tags'> {
  const acl = headers['x-amz-acl'];
  if (acl !== undefined && acl !== 'bucket-owner-full-control')
    throw s3Error('AccessControlListNotSupported');
  const kept: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  let userBytes = 0;
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith('x-amz-meta-')) {
      userBytes += Buffer.byteLength(name) - 'x-amz-meta-'.length + Buffer.byteLength(value);
      kept[name] = value;
    } else if (systemHeaders.includes(name) && value !== '') kept[name] = value;
  }
  if (userBytes > 2048) throw s3Error('MetadataTooLarge');
  const encoding = withoutFraming(kept['content-encoding']);
  if (encoding === '') delete kept['content-encoding'];
  else kept['content-encoding'] = encoding;
  return { headers: kept, tags: readTags(headers['x-amz-tagging'] ?? '') };
}

/** Throws InvalidArgument where S3's limits on tags (10, 128 and 256 characters) are passed. */
export function checkTags(tags: Readonly<Record<string, string>>): void {
  const pairs = Object.entries(tags);
  const wrong = pairs.some(([name, value]) => !name || name.length > 128 || value.length > 256);
  if (pairs.length > 10 || wrong) throw s3Error('InvalidArgument', 'The tags are not valid.');
}

function readTags(query: string): Record<string, string> {
  const tags = Object.fromEntries(new URLSearchParams(query));
  checkTags(tags);
  return tags;
}

function withoutFraming(encoding = ''): string {
  return encoding
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '' && each !== 'aws-chunked')
    .join(',');
}
