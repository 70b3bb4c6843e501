import {
  CreateGrantCommand,
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  KMSClient,
  ListKeysCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createKms } from '#infra/local/kms/service';
import {
  createResource,
  createSurroundings,
  OPERATOR_KEYS,
  ROLE_KEYS,
  serve,
} from '#test/support/served-cloud';

const surroundings = createSurroundings();
const kms = createKms(surroundings.context);
const { ref: keyId, attributes } = createResource(kms, {
  type: 'AWS::KMS::Key',
  logicalId: 'CodeKey',
  properties: { Description: 'Codes' },
});
const keyArn = attributes['Arn']!;
createResource(kms, {
  type: 'AWS::KMS::Alias',
  properties: { AliasName: 'alias/codes', TargetKeyId: keyArn },
});
const disabled = createResource(kms, {
  type: 'AWS::KMS::Key',
  logicalId: 'Disabled',
  properties: { Enabled: false },
});

let served: Awaited<ReturnType<typeof serve>>;
let client: KMSClient;
let role: KMSClient;

beforeAll(async () => {
  served = await serve(surroundings, kms);
  client = new KMSClient({ ...served.settings, credentials: OPERATOR_KEYS });
  role = new KMSClient({ ...served.settings, credentials: ROLE_KEYS });
});
afterAll(() => served.close());
beforeEach(() => {
  surroundings.roleMay = () => false;
  surroundings.asked.length = 0;
});

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => 'succeeded',
    (error: Error) => error.name,
  );

const encrypt = async (text: string, EncryptionContext?: Record<string, string>) => {
  const { CiphertextBlob } = await client.send(
    new EncryptCommand({ KeyId: keyId, Plaintext: Buffer.from(text), EncryptionContext }),
  );
  return CiphertextBlob!;
};

describe('a KMS key', () => {
  it('keeps its id, its ARN and its material over a restart', async () => {
    const ciphertext = await encrypt('secret');
    const again = createKms(surroundings.context);
    const identity = createResource(again, { type: 'AWS::KMS::Key', logicalId: 'CodeKey' });
    expect(identity.ref).toBe(keyId);
    expect(Buffer.from(again.keys.decrypt(ciphertext).plaintext).toString()).toBe('secret');
  });

  it.each([
    ['its id', keyId],
    ['its ARN', keyArn],
    ['an alias', 'alias/codes'],
    ['the ARN of an alias', 'arn:aws:kms:eu-west-1:000000000000:alias/codes'],
  ])('is found by %s', async (_, KeyId) => {
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId }));
    expect(KeyMetadata).toMatchObject({ KeyId: keyId, Arn: keyArn, KeyState: 'Enabled' });
    expect(KeyMetadata?.CreationDate).toBeInstanceOf(Date);
  });

  it('is refused where it is unknown, disabled or of another kind', async () => {
    const encryptWith = (KeyId: string) =>
      failure(client.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from('x') })));
    expect(await encryptWith('nothing')).toBe('NotFoundException');
    expect(await encryptWith(disabled.ref)).toBe('DisabledException');
    expect(() =>
      createResource(kms, { type: 'AWS::KMS::Key', properties: { KeySpec: 'RSA_2048' } }),
    ).toThrow();
  });

  it('takes grants', async () => {
    const { GrantId } = await client.send(
      new CreateGrantCommand({
        KeyId: keyId,
        GranteePrincipal: 'cognito-idp.amazonaws.com',
        Operations: ['Encrypt'],
      }),
    );
    expect(GrantId).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('encryption', () => {
  const context = { 'userpool-id': 'eu-west-1_a', purpose: 'code' };

  it('gives the text back under the same context in any order', async () => {
    const ciphertext = await encrypt('ümlaut', context);
    const opened = await client.send(
      new DecryptCommand({
        CiphertextBlob: ciphertext,
        EncryptionContext: { purpose: 'code', 'userpool-id': 'eu-west-1_a' },
      }),
    );
    expect(Buffer.from(opened.Plaintext!).toString()).toBe('ümlaut');
    expect(opened.KeyId).toBe(keyArn);
  });

  it('refuses another context, changed bytes and bytes that are no ciphertext', async () => {
    const ciphertext = await encrypt('text', context);
    const decrypt = (CiphertextBlob: Uint8Array, EncryptionContext?: Record<string, string>) =>
      failure(client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext })));
    const broken = Buffer.from(ciphertext);
    broken.writeUInt8(broken.readUInt8(broken.length - 1) ^ 1, broken.length - 1);
    expect(await decrypt(ciphertext)).toBe('InvalidCiphertextException');
    expect(await decrypt(ciphertext, { ...context, purpose: 'x' })).toBe(
      'InvalidCiphertextException',
    );
    expect(await decrypt(broken, context)).toBe('InvalidCiphertextException');
    expect(await decrypt(Buffer.from('junk'))).toBe('InvalidCiphertextException');
    expect(await decrypt(ciphertext, context)).toBe('succeeded');
  });

  it('refuses to decrypt with a key other than the one named', async () => {
    const CiphertextBlob = await encrypt('text');
    expect(
      await failure(client.send(new DecryptCommand({ CiphertextBlob, KeyId: disabled.ref }))),
    ).toBe('IncorrectKeyException');
  });

  it('refuses more than 4096 bytes', async () => {
    expect(await failure(encrypt('x'.repeat(4097)))).toBe('ValidationException');
  });

  it('makes data keys of the size asked for, never the same one twice', async () => {
    const generate = (size: { KeySpec?: 'AES_256' | 'AES_128'; NumberOfBytes?: number }) =>
      client.send(
        new GenerateDataKeyCommand({ KeyId: keyId, EncryptionContext: context, ...size }),
      );
    const first = await generate({ KeySpec: 'AES_256' });
    const second = await generate({ KeySpec: 'AES_256' });
    expect(first.Plaintext).toHaveLength(32);
    expect(first.Plaintext).not.toEqual(second.Plaintext);
    expect((await generate({ KeySpec: 'AES_128' })).Plaintext).toHaveLength(16);
    expect((await generate({ NumberOfBytes: 7 })).Plaintext).toHaveLength(7);
    expect(await failure(generate({}))).toBe('ValidationException');
    const opened = await client.send(
      new DecryptCommand({ CiphertextBlob: first.CiphertextBlob, EncryptionContext: context }),
    );
    expect(opened.Plaintext).toEqual(first.Plaintext);
  });

  it('makes data keys without showing them', async () => {
    const made = await client.send(
      new GenerateDataKeyWithoutPlaintextCommand({ KeyId: keyId, KeySpec: 'AES_256' }),
    );
    expect(made).not.toHaveProperty('Plaintext');
    expect(kms.keys.decrypt(made.CiphertextBlob!).plaintext).toHaveLength(32);
  });
});

describe('access', () => {
  it('is asked for the key behind an alias or a ciphertext, with the context', async () => {
    const CiphertextBlob = await encrypt('text', { pool: 'a' });
    surroundings.asked.length = 0;
    const decrypt = () =>
      role.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: { pool: 'a' } }));
    expect(await failure(decrypt())).toBe('AccessDeniedException');
    surroundings.roleMay = ({ action, resource }) =>
      action === 'kms:Decrypt' && resource === keyArn;
    expect(Buffer.from((await decrypt()).Plaintext!).toString()).toBe('text');
    expect(surroundings.asked[0]).toEqual({
      action: 'kms:Decrypt',
      resource: keyArn,
      conditions: { 'kms:EncryptionContext:pool': 'a', 'kms:EncryptionContextKeys': ['pool'] },
    });
    expect(await failure(role.send(new DescribeKeyCommand({ KeyId: 'alias/codes' })))).toBe(
      'AccessDeniedException',
    );
  });
});

describe('what KMS does not do here', () => {
  it('answers an unknown operation with an error', async () => {
    expect(await failure(client.send(new ListKeysCommand({})))).toBe('UnknownOperationException');
  });

  it('throttles when told to', async () => {
    surroundings.context.faults.set('throttle', 1, 'kms:DescribeKey');
    expect(await failure(client.send(new DescribeKeyCommand({ KeyId: keyId })))).toBe(
      'ThrottlingException',
    );
    surroundings.context.faults.clear();
  });
});
