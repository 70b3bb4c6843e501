import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failureOf } from '#test/support/served-cloud';
import { serveBuckets } from './served-bucket.ts';

let served: Awaited<ReturnType<typeof serveBuckets>>;
beforeAll(async () => {
  served = await serveBuckets();
});
afterAll(() => served.close());
beforeEach(() => {
  served.s3.reset();
  served.surroundings.events.length = 0;
});

const MEGABYTE = 1024 * 1024;
const target = { Bucket: 'plain', Key: 'large file' };
const bytes = Buffer.alloc(11 * MEGABYTE, 'stratus crm');
const files = () => readdirSync(served.surroundings.context.objectDirectory).length;

const start = async (more = {}) => {
  const created = await served.client.send(
    new CreateMultipartUploadCommand({ ...target, ...more }),
  );
  return created.UploadId!;
};
const part = async (UploadId: string, PartNumber: number, Body: Buffer | string, more = {}) => {
  const { ETag } = await served.client.send(
    new UploadPartCommand({ ...target, UploadId, PartNumber, Body, ...more }),
  );
  return { PartNumber, ETag };
};
const complete = (UploadId: string, Parts: CompletedPart[], more = {}) =>
  served.client.send(
    new CompleteMultipartUploadCommand({
      ...target,
      UploadId,
      MultipartUpload: { Parts },
      ...more,
    }),
  );

describe('a multipart upload', () => {
  it('of a stream comes back whole, in ranges and as one event', async () => {
    const upload = new Upload({
      client: served.client,
      params: { ...target, Body: Readable.from([bytes]), ContentType: 'text/csv' },
    });
    const { ETag } = await upload.done();
    const pieces = [
      bytes.subarray(0, 5 * MEGABYTE),
      bytes.subarray(5 * MEGABYTE, 10 * MEGABYTE),
      bytes.subarray(10 * MEGABYTE),
    ];
    const md5s = pieces.map((piece) => createHash('md5').update(piece).digest());
    expect(ETag).toBe(`"${createHash('md5').update(Buffer.concat(md5s)).digest('hex')}-3"`);
    const whole = await served.client.send(
      new GetObjectCommand({ ...target, ChecksumMode: 'ENABLED' }),
    );
    expect(whole).toMatchObject({ ContentType: 'text/csv', ContentLength: bytes.length });
    expect(Buffer.from(await whole.Body!.transformToByteArray()).equals(bytes)).toBe(true);
    const edge = 5 * MEGABYTE;
    const Range = `bytes=${edge - 4}-${edge + 3}`;
    const across = await served.client.send(new GetObjectCommand({ ...target, Range }));
    expect(await across.Body!.transformToString()).toBe(bytes.toString('utf8', edge - 4, edge + 4));
    expect(served.surroundings.events.map(({ detail }) => detail)).toMatchObject([
      { reason: 'CompleteMultipartUpload', object: { key: 'large file', size: bytes.length } },
    ]);
  });

  it('lists its parts, takes the last of each number and forgets the rest', async () => {
    const id = await start();
    await part(id, 2, 'old');
    const two = await part(id, 2, 'two');
    const one = await part(id, 1, bytes.subarray(0, 5 * MEGABYTE));
    await part(id, 3, 'unused');
    const page = await served.client.send(
      new ListPartsCommand({ ...target, UploadId: id, MaxParts: 2 }),
    );
    expect(page).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '2' });
    expect(page.Parts).toMatchObject([{ Size: 5 * MEGABYTE }, { Size: 3, ETag: two.ETag }]);
    await complete(id, [one, two]);
    expect((await served.s3.objects.read('plain', target.Key))?.length).toBe(5 * MEGABYTE + 3);
    expect(files()).toBe(2);
  });

  it.each<[string, string, (one: CompletedPart, two: CompletedPart) => CompletedPart[]]>([
    ['parts out of order', 'InvalidPartOrder', (one, two) => [two, one]],
    ['an unknown part', 'InvalidPart', (one) => [one, { PartNumber: 9, ETag: '"x"' }]],
    ['another ETag', 'InvalidPart', (one) => [{ ...one, ETag: '"x"' }]],
    ['a small part before the last', 'EntityTooSmall', (one, two) => [one, two]],
  ])('is refused with %s and can still be completed', async (_, code, choose) => {
    const id = await start();
    const one = await part(id, 1, 'one');
    const two = await part(id, 2, 'two');
    expect((await failureOf(complete(id, choose(one, two))))[0]).toBe(code);
    await complete(id, [two]);
    expect(Buffer.from((await served.s3.objects.read('plain', target.Key))!).toString()).toBe(
      'two',
    );
  });

  it('does not replace an object that a condition protects, and keeps its parts', async () => {
    await served.s3.objects.put('plain', target.Key, Buffer.from('first'));
    const id = await start();
    const only = await part(id, 1, 'second');
    expect(await failureOf(complete(id, [only], { IfNoneMatch: '*' }))).toEqual([
      'PreconditionFailed',
      412,
    ]);
    await complete(id, [only]);
    expect((await served.s3.objects.read('plain', target.Key))?.length).toBe(6);
  });

  it('is gone once aborted or completed, and leaves no file', async () => {
    const id = await start();
    await part(id, 1, 'one');
    await served.client.send(new AbortMultipartUploadCommand({ ...target, UploadId: id }));
    expect(files()).toBe(0);
    expect(await failureOf(part(id, 2, 'two'))).toEqual(['NoSuchUpload', 404]);
    const other = await start();
    expect(await failureOf(part(other, 1, 'x', { Key: 'other key' }))).toEqual([
      'NoSuchUpload',
      404,
    ]);
    expect(await failureOf(part(other, 10_001, 'x'))).toEqual(['InvalidArgument', 400]);
  });

  it('checks parts and the whole by checksum', async () => {
    const id = await start({ ChecksumAlgorithm: 'SHA256' });
    const wrong = Buffer.alloc(32).toString('base64');
    expect((await failureOf(part(id, 1, 'one', { ChecksumSHA256: wrong })))[0]).toBe('BadDigest');
    const one = await part(id, 1, 'one', { ChecksumAlgorithm: 'SHA256' });
    expect((await failureOf(complete(id, [{ ...one, ChecksumSHA256: wrong }])))[0]).toBe(
      'InvalidPart',
    );
    const { ChecksumSHA256 } = await complete(id, [one]);
    const inner = createHash('sha256').update('one').digest();
    expect(ChecksumSHA256).toBe(`${createHash('sha256').update(inner).digest('base64')}-1`);
  });
});
