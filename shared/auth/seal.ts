import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deriveKey } from './session-token.ts';

const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts a text under a secret that we do not keep (AES-256-GCM, NIST SP 800-38D). `purpose` keeps
 * what was sealed for one use from being opened for another.
 */
export function seal(text: string, secret: string, purpose: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', deriveKey(secret, purpose), nonce);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** Decrypts what `seal` made. Throws when secret, purpose or text are not the ones it was made with. */
export function unseal(sealed: string, secret: string, purpose: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const nonce = bytes.subarray(0, nonceBytes);
  const decipher = createDecipheriv('aes-256-gcm', deriveKey(secret, purpose), nonce, {
    authTagLength: tagBytes,
  });
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  const text = decipher.update(bytes.subarray(nonceBytes + tagBytes));
  return Buffer.concat([text, decipher.final()]).toString('utf8');
}
