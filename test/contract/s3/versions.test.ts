import { readdirSync } from 'node:fs';
import {
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createS3 } from '#infra/local/s3/service';
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

const put = async (Bucket: string, Key: string, Body = 'text') => {
  const { VersionId } = await served.client.send(new PutObjectCommand({ Bucket, Key, Body }));
  return VersionId;
};
const get = async (Bucket: string, Key: string, VersionId?: string) => {
  const { Body } = await served.client.send(new GetObjectCommand({ Bucket, Key, VersionId }));
  return Body!.transformToString();
};
const remove = (Bucket: string, Key: string, VersionId?: string) =>
  served.client.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
const files = () => readdirSync(served.surroundings.context.objectDirectory).length;
const Bucket = 'versioned';

describe('a bucket with versions', () => {
  it('keeps every version and hides deleted keys behind a marker', async () => {
    const first = await put(Bucket, 'key', '1');
    const second = await put(Bucket, 'key', '2');
    expect(first).not.toBe(second);
    const deletion = await remove(Bucket, 'key');
    expect(deletion.DeleteMarker).toBe(true);
    expect(await failureOf(get(Bucket, 'key'))).toEqual(['NoSuchKey', 404]);
    expect(await get(Bucket, 'key', first)).toBe('1');
    expect((await failureOf(get(Bucket, 'key', deletion.VersionId)))[1]).toBe(405);
    const listed = await served.client.send(new ListObjectsV2Command({ Bucket }));
    expect(listed.KeyCount).toBe(0);
    await remove(Bucket, 'key', deletion.VersionId);
    expect(await get(Bucket, 'key')).toBe('2');
    await remove(Bucket, 'key', second);
    expect(await get(Bucket, 'key')).toBe('1');
    expect(await failureOf(get(Bucket, 'key', second))).toEqual(['NoSuchVersion', 404]);
    expect(files()).toBe(1);
  });

  it('lists versions by key, newest first, page by page', async () => {
    const a1 = await put(Bucket, 'a', '1');
    const a2 = await put(Bucket, 'a', '2');
    await put(Bucket, 'b');
    await remove(Bucket, 'b');
    const list = (more = {}) =>
      served.client.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 1, ...more }));
    const first = await list();
    expect(first).toMatchObject({
      IsTruncated: true,
      Versions: [{ Key: 'a', VersionId: a2, IsLatest: true }],
    });
    const second = await list({
      KeyMarker: first.NextKeyMarker,
      VersionIdMarker: first.NextVersionIdMarker,
    });
    expect(second.Versions).toMatchObject([{ Key: 'a', VersionId: a1, IsLatest: false }]);
    const rest = await list({ Prefix: 'b', MaxKeys: 10 });
    expect(rest.DeleteMarkers).toMatchObject([{ Key: 'b', IsLatest: true }]);
    expect(rest.Versions).toMatchObject([{ Key: 'b', IsLatest: false }]);
  });

  it('can stop keeping versions', async () => {
    await put(Bucket, 'key', '1');
    const set = (Status: 'Enabled' | 'Suspended') =>
      served.client.send(
        new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }),
      );
    await set('Suspended');
    const { Status } = await served.client.send(new GetBucketVersioningCommand({ Bucket }));
    expect(Status).toBe('Suspended');
    await put(Bucket, 'key', '2');
    await put(Bucket, 'key', '3');
    const { Versions } = await served.client.send(new ListObjectVersionsCommand({ Bucket }));
    expect(Versions?.map(({ VersionId }) => VersionId === 'null')).toEqual([true, false]);
    await set('Enabled');
  });
});

describe('a bucket without versions', () => {
  it('keeps one file for each key, also over a restart', async () => {
    await put('plain', 'key', '1');
    expect(await put('plain', 'key', '2')).toBeUndefined();
    expect(files()).toBe(1);
    const again = createS3(served.surroundings.context);
    expect(Buffer.from((await again.objects.read('plain', 'key'))!).toString()).toBe('2');
    await remove('plain', 'key');
    expect(files()).toBe(0);
  });
});

describe('events', () => {
  it('tell the bus what was made and deleted, where the bucket says so', async () => {
    const version = await put(Bucket, 'inbox/a b.csv');
    await remove(Bucket, 'inbox/a b.csv');
    await put('shared', 'quiet');
    await remove('plain', 'missing');
    expect(served.surroundings.events).toMatchObject([
      {
        source: 'aws.s3',
        'detail-type': 'Object Created',
        resources: ['arn:aws:s3:::versioned'],
        detail: {
          version: '0',
          bucket: { name: Bucket },
          object: {
            key: 'inbox/a b.csv',
            size: 4,
            etag: '1cb251ec0d568de6a929b520c4aed8d1',
            'version-id': version,
          },
          reason: 'PutObject',
        },
      },
      {
        'detail-type': 'Object Deleted',
        detail: { reason: 'DeleteObject', 'deletion-type': 'Delete Marker Created' },
      },
    ]);
  });
});

describe('an event that cannot be kept', () => {
  it('takes the change with it, and the file', async () => {
    await put('plain', 'key', '1');
    const lost = () => {
      throw new Error('disk full');
    };
    const sink = vi.spyOn(served.surroundings.context.events, 'put').mockImplementation(lost);
    expect((await failureOf(put('plain', 'key', '2')))[1]).toBe(500);
    expect((await failureOf(remove('plain', 'key')))[1]).toBe(500);
    sink.mockRestore();
    expect(await get('plain', 'key')).toBe('1');
    expect(files()).toBe(1);
  });
});

describe('a listing', () => {
  const keys = ['a', 'b/1', 'b/2', 'b/3', 'c d', 'ü/x', '日'];
  beforeEach(async () => {
    for (const key of keys) await put('plain', key);
  });

  it.each([1, 2, 3, 7, 1000])('gives all keys in order in pages of %i', async (pageSize) => {
    const found: (string | undefined)[] = [];
    const pages = paginateListObjectsV2({ client: served.client, pageSize }, { Bucket: 'plain' });
    for await (const { Contents = [] } of pages) found.push(...Contents.map(({ Key }) => Key));
    expect(found).toEqual(keys);
  });

  it.each([1, 2, 1000])('folds keys at the delimiter in pages of %i', async (pageSize) => {
    const found: (string | undefined)[] = [];
    const pages = paginateListObjectsV2(
      { client: served.client, pageSize },
      { Bucket: 'plain', Delimiter: '/' },
    );
    for await (const { Contents = [], CommonPrefixes = [] } of pages)
      found.push(...Contents.map(({ Key }) => Key), ...CommonPrefixes.map(({ Prefix }) => Prefix));
    expect(found.sort()).toEqual(['a', 'b/', 'c d', 'ü/', '日']);
  });

  it('starts after a key, under a prefix and encodes when asked', async () => {
    const list = (more: object) =>
      served.client.send(new ListObjectsV2Command({ Bucket: 'plain', ...more }));
    const under = await list({ Prefix: 'b/', StartAfter: 'b/1' });
    expect(under.Contents?.map(({ Key }) => Key)).toEqual(['b/2', 'b/3']);
    const encoded = await list({ Prefix: 'ü', EncodingType: 'url' });
    expect(encoded.Contents?.[0]?.Key).toBe('%C3%BC/x');
    expect(await failureOf(list({ ContinuationToken: '!' }))).toEqual(['InvalidArgument', 400]);
  });
});
