import { decodeChunked } from './aws-chunked.ts';
import { type ChecksumAlgorithm, checksumAlgorithms, checksumOf, md5Of } from './checksums.ts';
import { s3Error } from './errors.ts';

export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: string;
}

/** The bytes of an upload after framing was taken off and every checksum was found right. */
export interface Payload {
  readonly chunks: readonly Uint8Array[];
  readonly size: number;
  readonly md5: string;
  readonly checksum: Checksum | undefined;
}

interface Upload {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * Takes an upload's body apart and checks it against Content-MD5 and the `x-amz-checksum-*` headers
 * or trailers. Throws BadDigest, InvalidDigest, IncompleteBody or InvalidRequest.
 */
export function readPayload({ headers, body }: Upload): Payload {
  const { chunks, trailers } = readChunks(headers, body);
  const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const promised = headers['x-amz-decoded-content-length'];
  if (promised !== undefined && Number(promised) !== size) throw s3Error('IncompleteBody');

  const md5 = md5Of(chunks);
  checkMd5(headers['content-md5'], md5);
  const checksum = findChecksum({ ...headers, ...trailers });
  if (checksum && checksumOf(checksum.algorithm, chunks) !== checksum.value)
    throw s3Error(
      'BadDigest',
      `The ${checksum.algorithm.toUpperCase()} you specified did not match`,
    );
  if (!checksum && headers['x-amz-sdk-checksum-algorithm'] !== undefined)
    throw s3Error(
      'InvalidRequest',
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  return { chunks, size, md5, checksum };
}

function readChunks(headers: Upload['headers'], body: Uint8Array) {
  const hash = headers['x-amz-content-sha256'] ?? '';
  const framed =
    hash.startsWith('STREAMING-') || /\baws-chunked\b/.test(headers['content-encoding'] ?? '');
  if (!framed) return { chunks: [body], trailers: {} };
  if (hash.startsWith('STREAMING-AWS4-'))
    throw s3Error('NotImplemented', 'Chunks with signatures of their own are not supported here.');
  return decodeChunked(body, headers['x-amz-trailer']);
}

function checkMd5(given: string | undefined, md5: string): void {
  if (given === undefined) return;
  const bytes = Buffer.from(given, 'base64');
  if (bytes.length !== 16) throw s3Error('InvalidDigest');
  if (bytes.toString('hex') !== md5) throw s3Error('BadDigest');
}

/** The one checksum among the headers. Throws InvalidRequest where there are several. */
export function findChecksum(headers: Readonly<Record<string, string>>): Checksum | undefined {
  const found = checksumAlgorithms.flatMap((algorithm) => {
    const value = headers[`x-amz-checksum-${algorithm}`];
    return value === undefined ? [] : [{ algorithm, value }];
  });
  if (found.length > 1)
    throw s3Error('InvalidRequest', 'Expecting a single x-amz-checksum- header.');
  return found[0];
}
