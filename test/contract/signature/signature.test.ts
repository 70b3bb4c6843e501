import { GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SignableRequest } from '#infra/local/canonical-request';
import type { Caller, Credentials } from '#infra/local/service';
import { signingService, verifySignature } from '#infra/local/signature';
import { capture, presignedRequest } from './captured-request.ts';

const MINUTE = 60_000;
const keys = { accessKeyId: 'AKIDFUNCTION', secretAccessKey: 'a secret', sessionToken: 'session' };
const caller: Caller = { kind: 'role', roleArn: 'arn:aws:iam::000000000000:role/reader' };
const credentials: Credentials = {
  find: (id) => (id === keys.accessKeyId ? { secret: keys.secretAccessKey, caller } : undefined),
};
const settings = {
  region: 'eu-west-1',
  endpoint: 'http://127.0.0.1:4566',
  maxAttempts: 1,
  credentials: keys,
};

const verify = (request: SignableRequest, now = Date.now()) =>
  verifySignature(request, { credentials, now });

const codeOf = (request: SignableRequest, now?: number) => {
  try {
    return verify(request, now).kind;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

const putObject = (key: string, body = 'text') =>
  capture((requestHandler) =>
    new S3Client({ ...settings, requestHandler }).send(
      new PutObjectCommand({ Bucket: 'files', Key: key, Body: body }),
    ),
  );

const generateDataKey = () =>
  capture((requestHandler) =>
    new KMSClient({ ...settings, requestHandler }).send(new GenerateDataKeyCommand({ KeyId: 'k' })),
  );

const changed = (text: string) => `${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`;

describe('a signature in the header', () => {
  let s3: SignableRequest;
  let kms: SignableRequest;

  beforeAll(async () => {
    s3 = await putObject("in box/ü+&=*'()~.csv");
    kms = await generateDataKey();
  });

  it('names the caller, the service and the region of an S3 request with awkward characters', () => {
    expect(verify(s3)).toMatchObject({
      kind: 'signed',
      form: 'header',
      caller,
      service: 's3',
      region: 'eu-west-1',
      accessKeyId: keys.accessKeyId,
    });
    expect(signingService(s3)).toBe('s3');
  });

  it('accepts the JSON protocol', () => {
    expect(verify(kms)).toMatchObject({ kind: 'signed', service: 'kms' });
  });

  it('accepts a path that other services encode twice', async () => {
    const request = await capture((requestHandler) =>
      new SESv2Client({ ...settings, requestHandler }).send(
        new GetEmailIdentityCommand({ EmailIdentity: 'some one@example.com' }),
      ),
    );
    expect(request.path).toContain('%20');
    expect(verify(request)).toMatchObject({ kind: 'signed', service: 'ses' });
  });

  it.each<[string, string, (request: SignableRequest) => Partial<SignableRequest>]>([
    ['another method', 'SignatureDoesNotMatch', () => ({ method: 'DELETE' })],
    ['another path', 'SignatureDoesNotMatch', () => ({ path: '/files/other' })],
    ['another query', 'SignatureDoesNotMatch', ({ query }) => ({ query: `${query}&acl=` })],
    [
      'another signed header',
      'SignatureDoesNotMatch',
      ({ headers }) => ({ headers: { ...headers, 'content-type': 'text/html' } }),
    ],
    [
      'another host',
      'SignatureDoesNotMatch',
      ({ headers }) => ({ headers: { ...headers, host: 'elsewhere' } }),
    ],
    [
      'an x-amz header nobody signed',
      'AccessDenied',
      ({ headers }) => ({ headers: { ...headers, 'x-amz-acl': 'public-read' } }),
    ],
    [
      'no session token',
      'SignatureDoesNotMatch',
      ({ headers: { 'x-amz-security-token': _, ...headers } }) => ({ headers }),
    ],
    ['another body', 'XAmzContentSHA256Mismatch', () => ({ body: Buffer.from('other') })],
    [
      'an unknown key',
      'InvalidAccessKeyId',
      ({ headers }) => ({
        headers: { ...headers, authorization: headers['authorization']!.replace('AKID', 'AKIX') },
      }),
    ],
    [
      'a changed signature',
      'SignatureDoesNotMatch',
      ({ headers }) => ({
        headers: { ...headers, authorization: changed(headers['authorization']!) },
      }),
    ],
    ['a broken escape in the query', 'InvalidURI', () => ({ query: 'prefix=%E0%A4' })],
  ])('refuses an S3 request with %s', (_, code, change) => {
    expect(codeOf({ ...s3, ...change(s3) })).toBe(code);
  });

  it('refuses a JSON request whose body was changed', () => {
    expect(codeOf({ ...kms, body: Buffer.from('{"KeyId":"other"}') })).toBe(
      'InvalidSignatureException',
    );
  });

  it('refuses a request more than 15 minutes off in either direction', () => {
    expect(codeOf(s3, Date.now() + 14 * MINUTE)).toBe('signed');
    expect(codeOf(s3, Date.now() + 16 * MINUTE)).toBe('RequestTimeTooSkewed');
    expect(codeOf(s3, Date.now() - 16 * MINUTE)).toBe('RequestTimeTooSkewed');
    expect(codeOf(kms, Date.now() + 16 * MINUTE)).toBe('InvalidSignatureException');
  });

  it('calls a request without any signature anonymous, and one of another scheme wrong', () => {
    const { authorization: _, ...headers } = s3.headers;
    expect(verify({ ...s3, headers })).toEqual({ kind: 'anonymous' });
    expect(signingService({ ...s3, headers })).toBeUndefined();
    expect(codeOf({ ...s3, headers: { ...headers, authorization: 'Bearer x' } })).toBe(
      'IncompleteSignature',
    );
    expect(codeOf({ ...s3, headers: { ...headers, authorization: 'AWS4-HMAC-SHA256 x' } })).toBe(
      'IncompleteSignature',
    );
  });
});

describe('a presigned URL', () => {
  let request: SignableRequest;

  beforeAll(async () => {
    const url = await getSignedUrl(
      new S3Client(settings),
      new GetObjectCommand({
        Bucket: 'files',
        Key: 'a b/ü.csv',
        ResponseContentDisposition: 'attachment; filename="a b.csv"',
      }),
      { expiresIn: 60 },
    );
    request = presignedRequest(url);
  });

  it('names the caller until it expires', () => {
    expect(verify(request)).toMatchObject({ kind: 'signed', form: 'query', caller, service: 's3' });
    expect(signingService(request)).toBe('s3');
    expect(codeOf(request, Date.now() + MINUTE)).toBe('AccessDenied');
    expect(codeOf(request, Date.now() - 16 * MINUTE)).toBe('AccessDenied');
  });

  it.each<[string, string, (request: SignableRequest) => Partial<SignableRequest>]>([
    ['another key', 'SignatureDoesNotMatch', () => ({ path: '/files/other' })],
    ['another method', 'SignatureDoesNotMatch', () => ({ method: 'PUT' })],
    [
      'a longer life',
      'SignatureDoesNotMatch',
      ({ query }) => ({ query: query.replace('X-Amz-Expires=60', 'X-Amz-Expires=600') }),
    ],
    [
      'an endless life',
      'AuthorizationQueryParametersError',
      ({ query }) => ({ query: query.replace('X-Amz-Expires=60', 'X-Amz-Expires=604801') }),
    ],
    [
      'another response header',
      'SignatureDoesNotMatch',
      ({ query }) => ({ query: query.replace('attachment', 'inline') }),
    ],
    [
      'an x-amz header nobody signed',
      'AccessDenied',
      ({ headers }) => ({ headers: { ...headers, 'x-amz-acl': 'public-read' } }),
    ],
    [
      'no signature',
      'AuthorizationQueryParametersError',
      ({ query }) => ({ query: query.replace(/X-Amz-Signature=[0-9a-f]+/, '') }),
    ],
    [
      'a second signature in the header',
      'InvalidArgument',
      ({ headers }) => ({ headers: { ...headers, authorization: 'AWS4-HMAC-SHA256 x' } }),
    ],
  ])('is refused with %s', (_, code, change) => {
    expect(codeOf({ ...request, ...change(request) })).toBe(code);
  });
});
