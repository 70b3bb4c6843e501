import {
  buildEncrypt,
  CommitmentPolicy,
  EncryptedDataKey,
  KeyringNode,
  KeyringTraceFlag,
  type NodeDecryptionMaterial,
  type NodeEncryptionMaterial,
} from '@aws-crypto/client-node';

/** What is needed of KMS: data keys that only holders of `kms:Decrypt` can read. */
export interface DataKeys {
  generateDataKey(
    keyId: string,
    bytes: number,
    context?: Readonly<Record<string, string>>,
  ): { plaintext: Uint8Array; ciphertext: Uint8Array; keyArn: string };
}

const wrapped =
  KeyringTraceFlag.WRAPPING_KEY_ENCRYPTED_DATA_KEY | KeyringTraceFlag.WRAPPING_KEY_SIGNED_ENC_CTX;

/** Writes what `KmsKeyringNode` writes, but asks the KMS of this process. */
class LocalKmsKeyring extends KeyringNode {
  readonly #keys: DataKeys;
  readonly #keyId: string;

  constructor(keys: DataKeys, keyId: string) {
    super();
    this.#keys = keys;
    this.#keyId = keyId;
  }

  override async _onEncrypt(material: NodeEncryptionMaterial): Promise<NodeEncryptionMaterial> {
    const bytes = material.suite.keyLengthBytes;
    const made = this.#keys.generateDataKey(this.#keyId, bytes, material.encryptionContext);
    const { plaintext, ciphertext: encryptedDataKey, keyArn } = made;
    const flags = KeyringTraceFlag.WRAPPING_KEY_GENERATED_DATA_KEY | wrapped;
    return material
      .setUnencryptedDataKey(plaintext, { keyNamespace: 'aws-kms', keyName: keyArn, flags })
      .addEncryptedDataKey(
        new EncryptedDataKey({ providerId: 'aws-kms', providerInfo: keyArn, encryptedDataKey }),
        wrapped,
      );
  }

  override async _onDecrypt(material: NodeDecryptionMaterial): Promise<NodeDecryptionMaterial> {
    return material;
  }
}

// With key commitment, so that readers may require it.
const { encrypt } = buildEncrypt(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);

/** A code as custom senders receive it: an AWS Encryption SDK message in Base64. */
export async function encryptCode(
  keys: DataKeys,
  { keyId, poolId, code }: { keyId: string; poolId: string; code: string },
): Promise<string> {
  const { result } = await encrypt(new LocalKmsKeyring(keys, keyId), code, {
    encryptionContext: { 'userpool-id': poolId },
  });
  return result.toString('base64');
}
