import type { IncomingMessage } from 'node:http';

/** More came than the reader takes. */
export class BodyTooLarge extends Error {}

/**
 * Reads a whole body of at most `limit` bytes. Throws `BodyTooLarge` over it; rejects where the sender goes
 * away. Takes events, for an iterator over the pieces costs more than the rest of reading a request.
 */
export function readBody(message: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    message.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else reject(new BodyTooLarge());
    });
    message.once('end', () => {
      const [only] = chunks;
      resolve(only && chunks.length === 1 ? only : Buffer.concat(chunks));
    });
    message.once('error', reject);
    message.once('close', () => {
      if (!message.readableEnded) reject(new Error('The sender went away.'));
    });
  });
}
