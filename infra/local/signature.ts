import { timingSafeEqual } from 'node:crypto';
import {
  type CredentialScope,
  parseCredential,
  queryPairs,
  type SignableRequest,
  sha256Hex,
  signText,
  stringToSign,
} from './canonical-request.ts';
import { type Caller, type Credentials, ServiceError } from './service.ts';

/** What a request's signature says about who sent it and for which service. */
export type Verified =
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'signed';
      readonly form: 'header' | 'query';
      readonly caller: Caller;
      readonly service: string;
      readonly region: string;
      readonly accessKeyId: string;
      readonly signature: string;
    };

interface Claim {
  readonly form: 'header' | 'query';
  readonly scope: CredentialScope;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly timestamp: string;
  readonly signedAt: number;
  /** Seconds a presigned URL stays good. */
  readonly expires: number;
}

const MAX_SKEW_MS = 15 * 60_000;
const MAX_EXPIRES_SECONDS = 7 * 24 * 3600;
const ALGORITHM = 'AWS4-HMAC-SHA256';
/** Values of `x-amz-content-sha256` that leave the body out of the signature. */
const BODY_UNSIGNED: ReadonlySet<string> = new Set([
  'UNSIGNED-PAYLOAD',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
]);

/** The service a request claims to be signed for, unverified; undefined where it is not signed. */
export function signingService(
  request: Pick<SignableRequest, 'headers' | 'query'>,
): string | undefined {
  const header = request.headers['authorization'];
  const credential = header
    ? headerFields(header).get('Credential')
    : readQuery(request.query)?.get('X-Amz-Credential');
  return credential === undefined ? undefined : parseCredential(credential)?.service;
}

/**
 * Checks an AWS Signature V4 in the header or in the query at the time `now` (milliseconds).
 * Throws `ServiceError` with the codes of the service that is named in the credential scope.
 */
export function verifySignature(
  request: SignableRequest,
  options: { credentials: Credentials; now: number },
): Verified {
  const query = readQuery(request.query);
  if (!query) throw new ServiceError('InvalidURI', "Couldn't parse the specified URI.");
  const claim = readClaim(request, query);
  if (!claim) return { kind: 'anonymous' };
  const { scope, form, signature } = claim;

  checkTime(claim, options.now);
  const owner = options.credentials.find(scope.accessKeyId);
  if (!owner) throw unknownKey(scope.service);
  checkSignedHeaders(claim, request.headers);
  const payloadHash = readPayloadHash(request, claim, query);

  const { timestamp, signedHeaders } = claim;
  const text = stringToSign(request, { scope, timestamp, signedHeaders, payloadHash });
  if (!sameText(signText(owner.secret, scope, text), signature)) throw mismatch(scope.service);
  checkBody(request.body, payloadHash, scope.service);

  const { service, region, accessKeyId } = scope;
  return { kind: 'signed', form, caller: owner.caller, service, region, accessKeyId, signature };
}

/** Compares two texts in a time that depends on their lengths only. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function readQuery(query: string): Map<string, string> | undefined {
  try {
    return new Map(queryPairs(query));
  } catch {
    return undefined;
  }
}

function headerFields(authorization: string): Map<string, string> {
  return new Map(
    authorization
      .slice(authorization.indexOf(' ') + 1)
      .split(',')
      .map((field) => {
        const [name = '', ...value] = field.trim().split('=');
        return [name, value.join('=')];
      }),
  );
}

function readClaim(request: SignableRequest, query: Map<string, string>): Claim | undefined {
  const authorization = request.headers['authorization'];
  const presigned = query.has('X-Amz-Algorithm') || query.has('X-Amz-Signature');
  if (authorization !== undefined && presigned)
    throw new ServiceError('InvalidArgument', 'Only one auth mechanism allowed.');
  if (authorization !== undefined) {
    if (!authorization.startsWith(`${ALGORITHM} `))
      throw new ServiceError('IncompleteSignature', 'Unsupported authorization type.', {
        status: 403,
      });
    const fields = headerFields(authorization);
    const timestamp = request.headers['x-amz-date'];
    return buildClaim('header', fields, { prefix: '', timestamp, expires: MAX_EXPIRES_SECONDS });
  }
  if (!presigned) return undefined;
  if (query.get('X-Amz-Algorithm') !== ALGORITHM)
    throw incomplete(`X-Amz-Algorithm only supports "${ALGORITHM}".`, 'query');
  const expires = query.get('X-Amz-Expires') ?? '';
  if (!/^[1-9]\d{0,5}$/.test(expires) || Number(expires) > MAX_EXPIRES_SECONDS)
    throw incomplete('X-Amz-Expires must be between 1 and 604800 seconds.', 'query');
  const timestamp = query.get('X-Amz-Date');
  return buildClaim('query', query, { prefix: 'X-Amz-', timestamp, expires: Number(expires) });
}

function buildClaim(
  form: Claim['form'],
  fields: ReadonlyMap<string, string>,
  given: { prefix: string; timestamp: string | undefined; expires: number },
): Claim {
  const { prefix, expires, timestamp = '' } = given;
  const scope = parseCredential(fields.get(`${prefix}Credential`) ?? '');
  const signedHeaders = fields.get(`${prefix}SignedHeaders`);
  const signature = fields.get(`${prefix}Signature`);
  const signedAt = Date.parse(
    timestamp.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5'),
  );
  if (!scope || !signedHeaders || !signature)
    throw incomplete('Credential, SignedHeaders and Signature are required.', form);
  if (!/^\d{8}T\d{6}Z$/.test(timestamp) || Number.isNaN(signedAt))
    throw incomplete('X-Amz-Date must be in the ISO 8601 basic format.', form);
  if (!timestamp.startsWith(scope.date))
    throw incomplete('The date in the credential scope must be the date of X-Amz-Date.', form);
  const names = signedHeaders.split(';');
  return { form, scope, signedHeaders: names, signature, timestamp, signedAt, expires };
}

function checkTime(claim: Claim, now: number): void {
  const { scope, form, signedAt, expires } = claim;
  if (form === 'query') {
    if (signedAt > now + MAX_SKEW_MS)
      throw new ServiceError('AccessDenied', 'Request is not valid yet', { status: 403 });
    if (now >= signedAt + expires * 1000)
      throw new ServiceError('AccessDenied', 'Request has expired', { status: 403 });
    return;
  }
  if (Math.abs(now - signedAt) <= MAX_SKEW_MS) return;
  if (scope.service === 's3')
    throw new ServiceError(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      { status: 403 },
    );
  const direction = signedAt < now ? 'Signature expired' : 'Signature not yet current';
  const times = `${claim.timestamp} is not within 15 minutes of ${new Date(now).toISOString()}`;
  throw new ServiceError('InvalidSignatureException', `${direction}: ${times}`);
}

function checkSignedHeaders(claim: Claim, headers: Readonly<Record<string, string>>): void {
  const signed = new Set(claim.signedHeaders);
  const required = Object.keys(headers).filter((name) => name.startsWith('x-amz-'));
  const missing = ['host', ...required].filter((name) => !signed.has(name));
  if (missing.length > 0)
    throw new ServiceError(
      'AccessDenied',
      `There were headers present in the request which were not signed: ${missing.join(', ')}`,
      { status: 403 },
    );
}

function readPayloadHash(
  request: SignableRequest,
  claim: Claim,
  query: ReadonlyMap<string, string>,
): string {
  const isS3 = claim.scope.service === 's3';
  const header = request.headers['x-amz-content-sha256'];
  if (isS3 && claim.form === 'query')
    return header ?? query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD';
  if (isS3 && header === undefined)
    throw new ServiceError('MissingSecurityHeader', 'x-amz-content-sha256 is required.');
  return isS3 && header !== undefined ? header : sha256Hex(request.body);
}

function checkBody(body: Uint8Array, payloadHash: string, service: string): void {
  if (service !== 's3' || BODY_UNSIGNED.has(payloadHash)) return;
  if (!/^[0-9a-f]{64}$/.test(payloadHash))
    throw new ServiceError('InvalidArgument', 'x-amz-content-sha256 must be a valid value.');
  if (sha256Hex(body) !== payloadHash)
    throw new ServiceError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
}

function incomplete(message: string, form: Claim['form']): ServiceError {
  return form === 'query'
    ? new ServiceError('AuthorizationQueryParametersError', message)
    : new ServiceError('IncompleteSignature', message, { status: 403 });
}

function unknownKey(service: string): ServiceError {
  const message = 'The security token included in the request is invalid.';
  if (service === 's3') return new ServiceError('InvalidAccessKeyId', message, { status: 403 });
  if (service === 'sqs') return new ServiceError('InvalidClientTokenId', message, { status: 403 });
  return new ServiceError('UnrecognizedClientException', message);
}

function mismatch(service: string): ServiceError {
  const message = 'The request signature we calculated does not match the signature you provided.';
  return service === 's3'
    ? new ServiceError('SignatureDoesNotMatch', message, { status: 403 })
    : new ServiceError('InvalidSignatureException', message, { status: 403 });
}
