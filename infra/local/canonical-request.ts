import { createHash, createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/** The parts of an HTTP request that a Signature V4 covers; header names are in lower case. */
export interface SignableRequest {
  readonly method: string;
  /** As sent: still percent-encoded, without the query. */
  readonly path: string;
  /** As sent: still percent-encoded, without the question mark. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Date, region and service a signing key is good for, as in `20261123/eu-west-1/s3/aws4_request`. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

export function sha256Hex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Encodes all but the unreserved characters of RFC 3986, which is stricter than the platform. */
export function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Name and value of every query parameter, decoded. Throws `URIError` on a broken escape. */
export function queryPairs(query: string): [name: string, value: string][] {
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      const [name, value] =
        equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
      return [decodeURIComponent(name), decodeURIComponent(value)];
    });
}

/** Reads `accessKeyId/date/region/service/aws4_request`; undefined where it has another form. */
export function parseCredential(credential: string): CredentialScope | undefined {
  const match =
    /^(?<accessKeyId>[^/]+)\/(?<date>\d{8})\/(?<region>[^/]+)\/(?<service>[^/]+)\/aws4_request$/.exec(
      credential,
    )?.groups;
  const { accessKeyId, date, region, service } = match ?? {};
  if (!accessKeyId || !date || !region || !service) return undefined;
  return { accessKeyId, date, region, service };
}

/** Signs text with the key derived for one day, region and service; gives lower-case hex. */
export function signText(secret: string, scope: CredentialScope, text: string): string {
  return createHmac('sha256', signingKey(secret, scope)).update(text).digest('hex');
}

/** Four hashes each, and every request of a role asks for the same one all day. */
const signingKeys = new Map<string, KeyObject>();
const mostKeys = 1_000;

function signingKey(secret: string, { date, region, service }: CredentialScope): KeyObject {
  const name = [secret, date, region, service].join(' ');
  const known = signingKeys.get(name);
  if (known) return known;
  const key = createSecretKey(
    [date, region, service, 'aws4_request'].reduce(
      (parent: Buffer, part) => createHmac('sha256', parent).update(part).digest(),
      Buffer.from(`AWS4${secret}`),
    ),
  );
  if (signingKeys.size >= mostKeys) signingKeys.clear();
  signingKeys.set(name, key);
  return key;
}

/** The "string to sign" of Signature V4 over the headers named, in the order they were named. */
export function stringToSign(
  request: SignableRequest,
  signing: {
    scope: CredentialScope;
    timestamp: string;
    signedHeaders: readonly string[];
    payloadHash: string;
  },
): string {
  const { scope, timestamp, signedHeaders, payloadHash } = signing;
  const canonical = [
    request.method,
    canonicalPath(request.path, scope.service),
    canonicalQuery(request.query),
    ...signedHeaders.map((name) => `${name}:${canonicalValue(request.headers[name] ?? '')}`),
    '',
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
  return [
    'AWS4-HMAC-SHA256',
    timestamp,
    `${scope.date}/${scope.region}/${scope.service}/aws4_request`,
    sha256Hex(canonical),
  ].join('\n');
}

// S3 encodes the path once and keeps it as it is; every other service normalises and encodes twice.
function canonicalPath(path: string, service: string): string {
  if (service === 's3') return path.split('/').map(recode).join('/');
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(encodeStrictly(segment));
  }
  const trailing = segments.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${segments.join('/')}${trailing}`;
}

function recode(segment: string): string {
  return encodeStrictly(decodeURIComponent(segment));
}

function canonicalQuery(query: string): string {
  return queryPairs(query)
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encodeStrictly(name), encodeStrictly(value)] as const)
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function canonicalValue(value: string): string {
  return value.trim().replaceAll(/\s+/g, ' ');
}
