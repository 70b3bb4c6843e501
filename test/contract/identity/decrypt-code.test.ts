import { buildClient, CommitmentPolicy, KmsKeyringNode } from '@aws-crypto/client-node';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createCodeDecryption } from '#functions/cognito-messages/kms-decrypt-code';
import { createKms } from '#infra/local/kms/service';
import {
  createResource,
  createSurroundings,
  OPERATOR_KEYS,
  serve,
} from '#test/support/served-cloud';

const surroundings = createSurroundings();
const kms = createKms(surroundings.context);
const key = (logicalId: string) =>
  createResource(kms, { type: 'AWS::KMS::Key', logicalId }).attributes['Arn']!;
const codeKey = key('CodeKey');
const otherKey = key('OtherKey');
const { encrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT);

/** A code as Cognito hands it over. */
async function ciphertext(code: string, generatorKeyId = codeKey): Promise<string> {
  const { result } = await encrypt(new KmsKeyringNode({ generatorKeyId }), code, {
    encryptionContext: { 'userpool-id': 'eu-west-1_example' },
  });
  return result.toString('base64');
}

let served: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  served = await serve(surroundings, kms);
  vi.stubEnv('AWS_ENDPOINT_URL', served.settings.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', OPERATOR_KEYS.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', OPERATOR_KEYS.secretAccessKey);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await served.close();
});

test.each([
  { encrypted: '123456', code: '123456' },
  { encrypted: 'a&lt;b&amp;&quot;c&#39;&gt;', code: `a<b&"c'>` },
  { encrypted: '&amp;lt;', code: '&lt;' },
])('a code that Cognito wrote as $encrypted is $code', async ({ encrypted, code }) => {
  const decrypted = await createCodeDecryption(codeKey)(await ciphertext(encrypted));
  expect(decrypted).toBe(code);
});

test('a code under another key is refused', async () => {
  const foreign = await ciphertext('123456', otherKey);
  await expect(createCodeDecryption(codeKey)(foreign)).rejects.toThrow();
});

test('a changed code is refused', async () => {
  const bytes = Buffer.from(await ciphertext('123456'), 'base64');
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  await expect(createCodeDecryption(codeKey)(bytes.toString('base64'))).rejects.toThrow();
});
