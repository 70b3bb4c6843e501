import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketCorsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createResource, failureOf, ROLE_KEYS } from '#test/support/served-cloud';
import { serveBuckets } from './served-bucket.ts';

let served: Awaited<ReturnType<typeof serveBuckets>>;
beforeAll(async () => {
  served = await serveBuckets();
});
afterAll(() => served.close());
beforeEach(() => {
  served.s3.reset();
  served.surroundings.roleMay = ({ action }) =>
    ['s3:GetObject', 's3:PutObject', 's3:ListBucket'].includes(action);
});

const Bucket = 'shared';
const stored = async (key: string) => {
  const bytes = await served.s3.objects.read(Bucket, key);
  return bytes && Buffer.from(bytes).toString();
};
const putByOperator = (Key: string, Body = 'text') =>
  served.client.send(new PutObjectCommand({ Bucket, Key, Body }));

async function outcome(response: Response): Promise<string> {
  const code = /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1];
  return code ? `${response.status} ${code}` : String(response.status);
}

describe('a presigned URL', () => {
  const sign = (more = {}, expiresIn = 60) =>
    getSignedUrl(served.role, new GetObjectCommand({ Bucket, Key: 'a b.csv', ...more }), {
      expiresIn,
    });

  it('gives the object with the headers that were signed', async () => {
    await putByOperator('a b.csv');
    const response = await fetch(
      await sign({ ResponseContentDisposition: 'attachment; filename="a.csv"' }),
    );
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="a.csv"');
    expect(await response.text()).toBe('text');
  });

  it('gives a browser nothing once changed, used for another key or method, or unsigned', async () => {
    await putByOperator('a b.csv');
    const url = await sign();
    expect(
      await outcome(await fetch(url.replace(/.$/, (last) => (last === '0' ? '1' : '0')))),
    ).toBe('403 SignatureDoesNotMatch');
    expect(await outcome(await fetch(url.replace('a%20b.csv', 'other')))).toBe(
      '403 SignatureDoesNotMatch',
    );
    expect(await outcome(await fetch(url, { method: 'DELETE' }))).toBe('403 SignatureDoesNotMatch');
    expect(await outcome(await fetch(url.split('?')[0]!))).toBe('403 AccessDenied');
    expect(await stored('a b.csv')).toBe('text');
  });

  it('can do no more than the role that signed it', async () => {
    await putByOperator('a b.csv');
    const url = await sign();
    served.surroundings.roleMay = () => false;
    expect(await outcome(await fetch(url))).toBe('403 AccessDenied');
  });

  it('expires', async () => {
    await putByOperator('a b.csv');
    const url = await sign({}, 60);
    await served.surroundings.context.clock.advance(61_000);
    expect(await outcome(await fetch(url))).toBe('403 AccessDenied');
  });

  it('uploads what it was signed for and refuses a checksum of other bytes', async () => {
    const command = () => new PutObjectCommand({ Bucket, Key: 'up' });
    const lenient = new S3Client({
      ...served.settings,
      credentials: ROLE_KEYS,
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });
    const { context } = served.surroundings;
    const at = { signingDate: new Date(context.clock.now()) };
    const put = (url: string, init = {}) => fetch(url, { method: 'PUT', body: 'bytes', ...init });
    expect(await outcome(await put(await getSignedUrl(lenient, command(), at)))).toBe('200');
    expect(await stored('up')).toBe('bytes');
    // By default the SDK signs the checksum of an empty body into the URL.
    const strict = await getSignedUrl(served.role, command(), at);
    expect(strict).toContain('x-amz-checksum-crc32=AAAAAA');
    expect(await outcome(await put(strict))).toBe('400 BadDigest');
    const headers = { 'x-amz-meta-extra': '1' };
    expect(await outcome(await put(await getSignedUrl(lenient, command(), at), { headers }))).toBe(
      '403 AccessDenied',
    );
  });
});

describe('a form upload', () => {
  type Options = Partial<Parameters<typeof createPresignedPost>[1]>;

  const createPost = (options: Options = {}) =>
    createPresignedPost(served.role, {
      Bucket,
      Key: `uploads/42/\${filename}`,
      Conditions: [['content-length-range', 1, 10]],
      Expires: 3600,
      ...options,
    });

  async function send(options: Options = {}, change: (form: FormData) => void = () => {}) {
    const { url, fields } = await createPost(options);
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    change(form);
    if (!form.has('file')) form.set('file', new Blob(['content']), 'a b.csv');
    return fetch(url, { method: 'POST', body: form, redirect: 'manual' });
  }

  it('stores the file under its own name with the signed fields', async () => {
    const response = await send({
      Fields: { 'Content-Type': 'text/csv', 'x-amz-meta-mapping': 'leads' },
    });
    expect(response.status).toBe(204);
    expect(await stored('uploads/42/a b.csv')).toBe('content');
    const head = await served.client.send(
      new HeadObjectCommand({ Bucket, Key: 'uploads/42/a b.csv' }),
    );
    expect(head).toMatchObject({ ContentType: 'text/csv', Metadata: { mapping: 'leads' } });
  });

  it('answers with the status or the page that was asked for', async () => {
    const created = await send({ Fields: { success_action_status: '201' } });
    expect(created.status).toBe(201);
    expect(await created.text()).toContain('<Key>uploads/42/a b.csv</Key>');
    const page = 'https://app.example.com/done?x=1';
    const redirected = await send({ Fields: { success_action_redirect: page } });
    expect(redirected.status).toBe(303);
    expect(redirected.headers.get('location')).toMatch(/done\?x=1&bucket=shared&key=uploads/);
  });

  it.each<[string, string, Options, (form: FormData) => void]>([
    [
      'too large a file',
      '400 EntityTooLarge',
      {},
      (form) => form.set('file', new Blob(['x'.repeat(11)]), 'a'),
    ],
    ['an empty file', '400 EntityTooSmall', {}, (form) => form.set('file', new Blob([]), 'a')],
    ['another key', '403 AccessDenied', {}, (form) => form.set('key', 'elsewhere')],
    ['a field nobody signed', '403 AccessDenied', {}, (form) => form.set('x-amz-meta-a', '1')],
    [
      'another value of a signed field',
      '403 AccessDenied',
      { Fields: { acl: 'bucket-owner-full-control' } },
      (form) => form.set('acl', 'public-read'),
    ],
    [
      'a changed policy',
      '403 SignatureDoesNotMatch',
      {},
      (form) => form.set('Policy', Buffer.from('{}').toString('base64')),
    ],
    ['no policy', '403 AccessDenied', {}, (form) => form.delete('Policy')],
    [
      'a broken signature',
      '403 SignatureDoesNotMatch',
      {},
      (form) => form.set('X-Amz-Signature', 'a'.repeat(64)),
    ],
    ['an expired policy', '403 AccessDenied', { Expires: -1 }, () => {}],
    [
      'a policy for another bucket',
      '403 AccessDenied',
      { Conditions: [{ bucket: 'other' }] },
      () => {},
    ],
    [
      'a value that begins in another way',
      '403 AccessDenied',
      {
        Fields: { 'Content-Type': 'text/csv' },
        Conditions: [['starts-with', '$Content-Type', 'image/']],
      },
      () => {},
    ],
  ])('is refused with %s', async (_, expected, options, change) => {
    expect(await outcome(await send(options, change))).toBe(expected);
    expect(await stored('uploads/42/a b.csv')).toBeUndefined();
  });

  it('can do no more than the role that signed it', async () => {
    served.surroundings.roleMay = () => false;
    expect(await outcome(await send())).toBe('403 AccessDenied');
  });

  it('is refused where the body is no form', async () => {
    const { url } = await createPost();
    const post = (type: string, body: string) =>
      fetch(url, { method: 'POST', headers: { 'content-type': type }, body });
    expect(await outcome(await post('multipart/form-data', 'x'))).toBe('400 MalformedPOSTRequest');
    expect(await outcome(await post('multipart/form-data; boundary=b', '--b\r\nx'))).toBe(
      '400 MalformedPOSTRequest',
    );
  });
});

describe('a browser of another origin', () => {
  const preflight = (origin: string, method: string, headers = '') =>
    fetch(`${served.settings.endpoint}/${Bucket}`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': headers,
      },
    });

  it('is let in by a rule of the bucket only', async () => {
    const allowed = await preflight('https://app.example.com', 'POST', 'content-type');
    expect(allowed.status).toBe(200);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
    expect(allowed.headers.get('access-control-max-age')).toBe('600');
    expect((await preflight('https://example.org', 'POST')).status).toBe(403);
    expect((await preflight('https://app.example.com', 'PUT')).status).toBe(403);
    expect((await preflight('https://app.example.com', 'POST', 'x-other')).status).toBe(403);
  });

  it('may read answers and errors', async () => {
    await putByOperator('a');
    const url = await getSignedUrl(served.role, new GetObjectCommand({ Bucket, Key: 'a' }), {
      signingDate: new Date(served.surroundings.context.clock.now()),
    });
    const headers = { origin: 'https://app.example.com' };
    const found = await fetch(url, { headers });
    expect(found.status).toBe(200);
    expect(found.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
    expect(found.headers.get('access-control-expose-headers')).toBe('ETag');
    const refused = await fetch(`${url}0`, { headers });
    expect(refused.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
  });

  it('follows rules that were changed', async () => {
    await served.client.send(
      new PutBucketCorsCommand({
        Bucket: 'plain',
        CORSConfiguration: { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }] },
      }),
    );
    const response = await fetch(`${served.settings.endpoint}/plain/key`, {
      method: 'OPTIONS',
      headers: { origin: 'https://a.test', 'access-control-request-method': 'GET' },
    });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });
});

describe('a role', () => {
  it('does not learn whether a key exists without the right to list', async () => {
    const get = () => failureOf(served.role.send(new GetObjectCommand({ Bucket, Key: 'none' })));
    expect(await get()).toEqual(['NoSuchKey', 404]);
    served.surroundings.roleMay = ({ action }) => action === 's3:GetObject';
    expect(await get()).toEqual(['AccessDenied', 403]);
  });

  it('is asked for the prefix it lists', async () => {
    served.surroundings.roleMay = ({ action, resource, conditions }) =>
      action === 's3:ListBucket' &&
      resource === 'arn:aws:s3:::shared' &&
      conditions?.['s3:prefix'] === 'a/';
    const list = (Prefix: string) =>
      failureOf(served.role.send(new ListObjectsV2Command({ Bucket, Prefix })));
    expect((await list('a/'))[0]).toBe('succeeded');
    expect(await list('b/')).toEqual(['AccessDenied', 403]);
  });

  it('deletes from a batch only what it may', async () => {
    await putByOperator('mine/1');
    await putByOperator('yours/1');
    served.surroundings.roleMay = ({ action, resource }) =>
      action === 's3:DeleteObject' && resource.startsWith('arn:aws:s3:::shared/mine/');
    const result = await served.role.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: { Objects: [{ Key: 'mine/1' }, { Key: 'yours/1' }] },
      }),
    );
    expect(result.Deleted?.map(({ Key }) => Key)).toEqual(['mine/1']);
    expect(result.Errors).toMatchObject([{ Key: 'yours/1', Code: 'AccessDenied' }]);
    expect(await stored('yours/1')).toBe('text');
  });

  it('obeys an explicit denial in the bucket policy, also the operator', async () => {
    const deny = (Statement: Record<string, unknown>[]) =>
      createResource(served.s3, {
        type: 'AWS::S3::BucketPolicy',
        properties: { Bucket, PolicyDocument: { Statement } },
      });
    const everybody = { Effect: 'Deny', Principal: { AWS: '*' } };
    deny([
      { ...everybody, Action: 's3:PutObject', Resource: 'arn:aws:s3:::shared/locked/*' },
      {
        ...everybody,
        Action: 's3:*',
        Resource: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]);
    expect(await failureOf(putByOperator('locked/a'))).toEqual(['AccessDenied', 403]);
    expect((await failureOf(putByOperator('open')))[0]).toBe('succeeded');
    deny([]);
  });
});
