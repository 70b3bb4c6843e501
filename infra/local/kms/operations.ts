import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { ServiceError } from '../service.ts';
import type { EncryptionContext, KeyStore } from './keys.ts';

const Base64 = z.base64().transform((text) => new Uint8Array(Buffer.from(text, 'base64')));
const KeyId = z.string().min(1).max(2048);
const Context = z.record(z.string(), z.string()).default({});
const Algorithm = z.literal('SYMMETRIC_DEFAULT').optional();
const GrantTokens = z.array(z.string()).max(10).optional();

const DataKeyInput = z
  .strictObject({
    KeyId,
    EncryptionContext: Context,
    KeySpec: z.enum(['AES_256', 'AES_128']).optional(),
    NumberOfBytes: z.int().min(1).max(1024).optional(),
    GrantTokens,
  })
  .refine((input) => (input.KeySpec === undefined) !== (input.NumberOfBytes === undefined), {
    message: 'Please specify either number of bytes or key spec.',
  });

const EncryptInput = z.strictObject({
  KeyId,
  Plaintext: Base64.refine((bytes) => bytes.length >= 1 && bytes.length <= 4096, {
    message: 'Plaintext must have 1 to 4096 bytes',
  }),
  EncryptionContext: Context,
  EncryptionAlgorithm: Algorithm,
  GrantTokens,
});

const DecryptInput = z.strictObject({
  CiphertextBlob: Base64,
  KeyId: KeyId.optional(),
  EncryptionContext: Context,
  EncryptionAlgorithm: Algorithm,
  GrantTokens,
});

const DescribeInput = z.strictObject({ KeyId, GrantTokens });

const GrantInput = z.strictObject({
  KeyId,
  GranteePrincipal: z.string().min(1),
  RetiringPrincipal: z.string().optional(),
  Operations: z.array(z.string()).min(1),
  Name: z.string().optional(),
});

/** An operation that was read and only waits to be allowed. */
export interface Prepared {
  /** Undefined where no key of this account is meant: running then throws the reason. */
  readonly keyArn: string | undefined;
  readonly context: EncryptionContext;
  run(): Readonly<Record<string, unknown>>;
}

/** The operations by name. Reading throws ValidationException, running the service's own errors. */
export const operations: Readonly<Record<string, (keys: KeyStore, input: unknown) => Prepared>> = {
  GenerateDataKey: (keys, input) => {
    const { KeyId: keyId, EncryptionContext: context, ...size } = read(DataKeyInput, input);
    return {
      keyArn: keys.findArn(keyId),
      context,
      run() {
        const made = keys.generateDataKey(keyId, dataKeyBytes(size), context);
        return {
          KeyId: made.keyArn,
          Plaintext: base64(made.plaintext),
          CiphertextBlob: base64(made.ciphertext),
        };
      },
    };
  },

  GenerateDataKeyWithoutPlaintext: (keys, input) => {
    const { KeyId: keyId, EncryptionContext: context, ...size } = read(DataKeyInput, input);
    return {
      keyArn: keys.findArn(keyId),
      context,
      run() {
        const made = keys.generateDataKey(keyId, dataKeyBytes(size), context);
        return { KeyId: made.keyArn, CiphertextBlob: base64(made.ciphertext) };
      },
    };
  },

  Encrypt: (keys, input) => {
    const { KeyId: keyId, EncryptionContext: context, Plaintext } = read(EncryptInput, input);
    return {
      keyArn: keys.findArn(keyId),
      context,
      run() {
        const { ciphertext, keyArn } = keys.encrypt(keyId, Plaintext, context);
        return {
          KeyId: keyArn,
          CiphertextBlob: base64(ciphertext),
          EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        };
      },
    };
  },

  Decrypt: (keys, input) => {
    const { CiphertextBlob, KeyId: keyId, EncryptionContext: context } = read(DecryptInput, input);
    const keyArn = keys.findArnOfCiphertext(CiphertextBlob);
    return {
      keyArn,
      context,
      run() {
        if (keyId !== undefined && keys.describe(keyId).arn !== keyArn)
          throw new ServiceError(
            'IncorrectKeyException',
            'The key ID in the request does not identify a CMK that can perform this operation.',
          );
        return {
          KeyId: keyArn,
          Plaintext: base64(keys.decrypt(CiphertextBlob, context).plaintext),
          EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        };
      },
    };
  },

  DescribeKey: (keys, input) => {
    const { KeyId: keyId } = read(DescribeInput, input);
    return {
      keyArn: keys.findArn(keyId),
      context: {},
      run() {
        const { id, arn, enabled, description, createdAt } = keys.describe(keyId);
        return {
          KeyMetadata: {
            KeyId: id,
            Arn: arn,
            AWSAccountId: arn.split(':')[4],
            CreationDate: createdAt / 1000,
            Enabled: enabled,
            Description: description,
            KeyUsage: 'ENCRYPT_DECRYPT',
            KeyState: enabled ? 'Enabled' : 'Disabled',
            Origin: 'AWS_KMS',
            KeyManager: 'CUSTOMER',
            KeySpec: 'SYMMETRIC_DEFAULT',
            EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
            MultiRegion: false,
          },
        };
      },
    };
  },

  CreateGrant: (keys, input) => {
    const { KeyId: keyId, GranteePrincipal, Operations } = read(GrantInput, input);
    return {
      keyArn: keys.findArn(keyId),
      context: {},
      run() {
        const id = randomBytes(32).toString('hex');
        keys.addGrant({ id, keyId, grantee: GranteePrincipal, operations: Operations });
        return { GrantId: id, GrantToken: randomBytes(32).toString('base64') };
      },
    };
  },
};

function read<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (!result.success) throw new ServiceError('ValidationException', z.prettifyError(result.error));
  return result.data;
}

function dataKeyBytes(size: {
  KeySpec?: 'AES_256' | 'AES_128' | undefined;
  NumberOfBytes?: number | undefined;
}): number {
  return size.NumberOfBytes ?? (size.KeySpec === 'AES_128' ? 16 : 32);
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
