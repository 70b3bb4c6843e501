import {
  buildDecrypt,
  CommitmentPolicy,
  type EncryptedDataKey,
  KeyringNode,
  KeyringTraceFlag,
  type NodeDecryptionMaterial,
  type NodeEncryptionMaterial,
} from '@aws-crypto/client-node';
import type { ServedPool } from './served-pool.ts';

/** Opens what `KmsKeyringNode` would, with the keys of the pool's own KMS. */
class ServedKmsKeyring extends KeyringNode {
  readonly #pool: ServedPool;

  constructor(pool: ServedPool) {
    super();
    this.#pool = pool;
  }

  override async _onEncrypt(material: NodeEncryptionMaterial): Promise<NodeEncryptionMaterial> {
    return material;
  }

  override async _onDecrypt(
    material: NodeDecryptionMaterial,
    [wrapped]: EncryptedDataKey[],
  ): Promise<NodeDecryptionMaterial> {
    const { encryptedDataKey, providerId, providerInfo } = wrapped!;
    const { encryptionContext } = material;
    const { plaintext } = this.#pool.kms.keys.decrypt(encryptedDataKey, encryptionContext);
    const flags = KeyringTraceFlag.WRAPPING_KEY_DECRYPTED_DATA_KEY;
    return material.setUnencryptedDataKey(Uint8Array.from(plaintext), {
      keyNamespace: providerId,
      keyName: providerInfo,
      flags,
    });
  }
}

const { decrypt } = buildDecrypt(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);

/** What the newest call of a custom sender carries, with its code in the clear. */
export async function lastSent(pool: ServedPool) {
  const event = pool.senderEvents.at(-1)!;
  const sealed = Buffer.from(String(event.request['code']), 'base64');
  const { plaintext, messageHeader } = await decrypt(new ServedKmsKeyring(pool), sealed);
  return {
    source: event.triggerSource,
    request: event.request,
    attributes: event.request['userAttributes'] as Record<string, string>,
    clientId: event.callerContext.clientId,
    code: plaintext.toString('utf8'),
    encryptionContext: messageHeader.encryptionContext,
  };
}
