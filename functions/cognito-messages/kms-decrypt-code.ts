import { buildClient, CommitmentPolicy, KmsKeyringNode } from '@aws-crypto/client-node';

/** Decrypts the codes that Cognito encrypted under our key; throws for any other ciphertext. */
export type DecryptCode = (ciphertext: string) => Promise<string>;

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};

/**
 * Cognito escapes temporary passwords for HTML; templates of ours escape for themselves. Codes have
 * no such characters.
 */
export function unescapeCode(code: string): string {
  return code.replaceAll(/&(?:lt|gt|quot|amp|#39);/g, (entity) => entities[entity] ?? entity);
}

/** Codes by the AWS Encryption SDK with the key of `CODE_KEY_ARN` and no other. */
export function createCodeDecryption(keyArn: string): DecryptCode {
  const { decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT);
  const keyring = new KmsKeyringNode({ keyIds: [keyArn] });
  return async (ciphertext) => {
    const { plaintext } = await decrypt(keyring, Buffer.from(ciphertext, 'base64'));
    return unescapeCode(plaintext.toString('utf8'));
  };
}
