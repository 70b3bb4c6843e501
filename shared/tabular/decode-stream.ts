import type { Encoding } from './encoding-names.ts';

/** Bytes that are not text in the encoding assumed; carries them for a second guess. */
export class UndecodableError extends Error {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array, cause: unknown) {
    super('The bytes are not text in this encoding.', { cause });
    this.name = 'UndecodableError';
    this.bytes = bytes;
  }
}

/** Decodes a stream strictly: a wrong byte throws `UndecodableError`, no replacement is stored. */
export async function* decodeStream(
  chunks: AsyncIterable<Uint8Array>,
  encoding: Encoding,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let last = new Uint8Array();
  const decode = (bytes: Uint8Array, stream: boolean) => {
    try {
      return decoder.decode(bytes, { stream });
    } catch (cause) {
      throw new UndecodableError(bytes.byteLength > 0 ? bytes : last, cause);
    }
  };
  for await (const chunk of chunks) {
    last = new Uint8Array(chunk.subarray(-64));
    const text = decode(chunk, true);
    if (text) yield text;
  }
  const rest = decode(new Uint8Array(), false);
  if (rest) yield rest;
}
