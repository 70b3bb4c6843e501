import { Readable } from 'node:stream';
import {
  ChecksumAlgorithm,
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failureOf, OPERATOR_KEYS } from '#test/support/served-cloud';
import { serveBuckets } from './served-bucket.ts';

let served: Awaited<ReturnType<typeof serveBuckets>>;
beforeAll(async () => {
  served = await serveBuckets();
});
afterAll(() => served.close());
beforeEach(() => served.s3.reset());

const Bucket = 'plain';
const put = (Key: string, Body: string | Readable, more = {}) =>
  served.client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = (Key: string, more = {}) =>
  served.client.send(new GetObjectCommand({ Bucket, Key, ...more }));
const text = async (Key: string, more = {}) =>
  (await get(Key, more)).Body!.transformToString('utf8');

describe('an object', () => {
  it.each(["a b/ü+&=*'()~!.csv", 'plain.txt', 'a//b/', '日本.txt', '<a&b>"'])(
    'comes back under the key %s',
    async (Key) => {
      await put(Key, `content of ${Key}`);
      expect(await text(Key)).toBe(`content of ${Key}`);
    },
  );

  it('keeps its type, its metadata and its tags', async () => {
    await put('file', 'text', {
      ContentType: 'text/csv',
      ContentDisposition: 'attachment',
      CacheControl: 'no-store',
      Metadata: { mapping: 'leads' },
      Tagging: 'kind=import&by=hand',
    });
    const head = await served.client.send(new HeadObjectCommand({ Bucket, Key: 'file' }));
    expect(head).toMatchObject({
      ContentType: 'text/csv',
      ContentDisposition: 'attachment',
      CacheControl: 'no-store',
      ContentLength: 4,
      ETag: '"1cb251ec0d568de6a929b520c4aed8d1"',
      Metadata: { mapping: 'leads' },
      ServerSideEncryption: 'AES256',
    });
    const tags = await served.client.send(new GetObjectTaggingCommand({ Bucket, Key: 'file' }));
    expect(tags.TagSet).toEqual([
      { Key: 'kind', Value: 'import' },
      { Key: 'by', Value: 'hand' },
    ]);
    await served.client.send(
      new PutObjectTaggingCommand({
        Bucket,
        Key: 'file',
        Tagging: { TagSet: [{ Key: 'a', Value: '<1>' }] },
      }),
    );
    const changed = await served.client.send(new GetObjectTaggingCommand({ Bucket, Key: 'file' }));
    expect(changed.TagSet).toEqual([{ Key: 'a', Value: '<1>' }]);
  });

  it('holds a stream without the framing it was sent in', async () => {
    const bytes = Buffer.alloc(300_000, 'stratus ');
    const pieces = Array.from({ length: 30 }, (_, index) =>
      bytes.subarray(index * 10_000, (index + 1) * 10_000),
    );
    await put('stream', Readable.from(pieces), { ContentLength: bytes.length });
    const back = await get('stream', { ChecksumMode: 'ENABLED' });
    expect(Buffer.from(await back.Body!.transformToByteArray()).equals(bytes)).toBe(true);
    expect(back.ChecksumCRC32).toMatch(/=$/);
    expect(back.ContentEncoding).toBeUndefined();
  });

  it('may be empty', async () => {
    await put('empty', '');
    expect(await text('empty')).toBe('');
  });

  it.each(Object.values(ChecksumAlgorithm).filter((name) => /^(CRC|SHA(1|256)$)/.test(name)))(
    'is checked by %s, which the reader can check again',
    async (algorithm) => {
      const sent = await put('checked', '123456789', { ChecksumAlgorithm: algorithm });
      const back = await get('checked', { ChecksumMode: 'ENABLED' });
      const name = `Checksum${algorithm}` as 'ChecksumCRC32';
      expect(sent[name]).toBeTruthy();
      expect(back[name]).toBe(sent[name]);
      expect(await back.Body!.transformToString()).toBe('123456789');
    },
  );

  it('is refused with a wrong checksum and leaves nothing behind', async () => {
    expect(await failureOf(put('bad', 'text', { ChecksumCRC32: 'AAAAAA==' }))).toEqual([
      'BadDigest',
      400,
    ]);
    expect(await failureOf(put('bad', 'text', { ChecksumCRC64NVME: 'AAAAAAAAAAA=' }))).toEqual([
      'BadDigest',
      400,
    ]);
    expect(await failureOf(put('bad', 'text', { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' }))).toEqual(
      ['BadDigest', 400],
    );
    expect(await failureOf(get('bad'))).toEqual(['NoSuchKey', 404]);
  });

  it('is refused with too long a key, too much metadata or an ACL', async () => {
    expect(await failureOf(put('k'.repeat(1025), 'x'))).toEqual(['KeyTooLongError', 400]);
    expect(await failureOf(put('m', 'x', { Metadata: { a: 'x'.repeat(2048) } }))).toEqual([
      'MetadataTooLarge',
      400,
    ]);
    expect(await failureOf(put('acl', 'x', { ACL: 'public-read' }))).toEqual([
      'AccessControlListNotSupported',
      400,
    ]);
  });
});

describe('a framed upload', () => {
  const framed = async (body: string) => {
    const client = new S3Client({
      ...served.settings,
      credentials: OPERATOR_KEYS,
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });
    const url = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: 'framed' }));
    const headers = { 'content-encoding': 'aws-chunked,gzip' };
    const response = await fetch(url, { method: 'PUT', body, headers });
    return /<Code>(\w+)/.exec(await response.text())?.[1] ?? response.status;
  };

  it('loses the framing and keeps the other encoding', async () => {
    expect(await framed('3;chunk-signature=x\r\nabc\r\n2\r\nde\r\n0\r\n\r\n')).toBe(200);
    expect(await served.s3.objects.read(Bucket, 'framed')).toEqual(Buffer.from('abcde'));
    const head = await served.client.send(new HeadObjectCommand({ Bucket, Key: 'framed' }));
    expect(head.ContentEncoding).toBe('gzip');
  });

  it.each([
    [
      'a wrong checksum behind it',
      '1\r\na\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n',
      'BadDigest',
    ],
    ['no last chunk', '3\r\nabc\r\n', 'IncompleteBody'],
    ['a chunk too short', '9\r\nabc\r\n0\r\n\r\n', 'IncompleteBody'],
    ['a chunk too long', '2\r\nabc\r\n0\r\n\r\n', 'IncompleteBody'],
    ['a size that is no number', 'x\r\nabc\r\n0\r\n\r\n', 'IncompleteBody'],
    ['no framing at all', 'abc', 'IncompleteBody'],
  ])('is refused with %s', async (_, body, code) => {
    expect(await framed(body)).toBe(code);
    expect(await served.s3.objects.read(Bucket, 'framed')).toBeUndefined();
  });
});

describe('a partial read', () => {
  beforeEach(() => put('digits', '0123456789'));

  it.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
  ])('gives %s', async (Range, expected, ContentRange) => {
    const part = await get('digits', { Range });
    expect(part).toMatchObject({ ContentRange, ContentLength: expected.length });
    expect(part.$metadata.httpStatusCode).toBe(206);
    expect(await part.Body!.transformToString()).toBe(expected);
  });

  it('is refused past the end and whole where the range makes no sense', async () => {
    expect(await failureOf(get('digits', { Range: 'bytes=10-' }))).toEqual(['InvalidRange', 416]);
    expect(await text('digits', { Range: 'bytes=5-2' })).toBe('0123456789');
  });
});

describe('conditions', () => {
  it('keep a write from replacing what is there', async () => {
    const { ETag } = await put('once', '1', { IfNoneMatch: '*' });
    expect(await failureOf(put('once', '2', { IfNoneMatch: '*' }))).toEqual([
      'PreconditionFailed',
      412,
    ]);
    expect(await failureOf(put('once', '2', { IfMatch: '"other"' }))).toEqual([
      'PreconditionFailed',
      412,
    ]);
    expect(await failureOf(put('none', '2', { IfMatch: ETag }))).toEqual(['NoSuchKey', 404]);
    await put('once', '3', { IfMatch: ETag });
    expect(await text('once')).toBe('3');
  });

  it('let one of two writers at the same time win', async () => {
    const results = await Promise.all(
      ['a', 'b'].map((body) => failureOf(put('race', body, { IfNoneMatch: '*' }))),
    );
    expect(results.map(([name]) => name).sort()).toEqual(['PreconditionFailed', 'succeeded']);
  });

  it('spare a reader what it has', async () => {
    const { ETag } = await put('read', '1');
    const old = new Date(Date.now() - 60_000);
    const soon = new Date(Date.now() + 60_000);
    expect((await failureOf(get('read', { IfNoneMatch: ETag })))[1]).toBe(304);
    expect((await failureOf(get('read', { IfModifiedSince: soon })))[1]).toBe(304);
    expect(await text('read', { IfModifiedSince: old })).toBe('1');
    expect((await failureOf(get('read', { IfMatch: '"x"' })))[1]).toBe(412);
    expect((await failureOf(get('read', { IfUnmodifiedSince: old })))[1]).toBe(412);
    expect(await text('read', { IfMatch: ETag, IfUnmodifiedSince: old })).toBe('1');
  });
});

describe('copying and deleting', () => {
  it('copies an object with an awkward key, with its metadata or with new', async () => {
    await put('a b/ü.csv', 'text', { Metadata: { a: '1' }, ContentType: 'text/csv' });
    const CopySource = encodeURIComponent(`${Bucket}/a b/ü.csv`);
    const copy = (more = {}) =>
      served.client.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource, ...more }));
    const { CopyObjectResult } = await copy();
    const kept = await get('copy');
    expect(kept).toMatchObject({ Metadata: { a: '1' }, ContentType: 'text/csv' });
    expect(CopyObjectResult?.ETag).toBe(kept.ETag);
    await copy({ MetadataDirective: 'REPLACE', Metadata: { b: '2' } });
    expect((await get('copy')).Metadata).toEqual({ b: '2' });
    await served.client.send(new DeleteObjectCommand({ Bucket, Key: 'a b/ü.csv' }));
    expect(await text('copy')).toBe('text');
    expect(await failureOf(copy())).toEqual(['NoSuchKey', 404]);
  });

  it('deletes one object or many, also such as are not there', async () => {
    await put('a&<b>', '1');
    await put('c', '2');
    const deleted = await served.client.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: { Objects: [{ Key: 'a&<b>' }, { Key: 'missing' }] },
      }),
    );
    expect(deleted.Deleted?.map(({ Key }) => Key)).toEqual(['a&<b>', 'missing']);
    await served.client.send(new DeleteObjectCommand({ Bucket, Key: 'c' }));
    await served.client.send(new DeleteObjectCommand({ Bucket, Key: 'c' }));
    expect(await failureOf(get('a&<b>'))).toEqual(['NoSuchKey', 404]);
    expect(await failureOf(get('c'))).toEqual(['NoSuchKey', 404]);
  });
});

describe('buckets', () => {
  it('are listed, found and refused where they do not exist', async () => {
    const { Buckets } = await served.client.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toEqual(['plain', 'shared', 'versioned']);
    await served.client.send(new HeadBucketCommand({ Bucket }));
    const location = await served.client.send(new GetBucketLocationCommand({ Bucket }));
    expect(location.LocationConstraint).toBe('eu-west-1');
    expect(await failureOf(get('x', { Bucket: 'nowhere' }))).toEqual(['NoSuchBucket', 404]);
    expect(await failureOf(put('x', 'x', { Bucket: 'nowhere' }))).toEqual(['NoSuchBucket', 404]);
  });
});

describe('faults and gaps', () => {
  it('throttles before and forgets to acknowledge after the write', async () => {
    const { faults } = served.surroundings.context;
    faults.set('throttle', 1, 's3:PutObject:plain');
    expect(await failureOf(put('slow', '1'))).toEqual(['SlowDown', 503]);
    faults.clear();
    expect(await failureOf(get('slow'))).toEqual(['NoSuchKey', 404]);
    faults.set('lost-acknowledgement', 1, 's3:PutObject');
    expect(await failureOf(put('lost', '1'))).toEqual(['InternalError', 500]);
    faults.clear();
    expect(await text('lost')).toBe('1');
  });

  it('answers an unknown operation with NotImplemented', async () => {
    expect(
      await failureOf(
        served.client.send(new PutObjectAclCommand({ Bucket, Key: 'x', ACL: 'private' })),
      ),
    ).toEqual(['NotImplemented', 501]);
  });
});
