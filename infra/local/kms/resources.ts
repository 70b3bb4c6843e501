import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { CloudContext, ResourceType } from '../service.ts';
import type { KeyStore } from './keys.ts';

const KeyProperties = z.looseObject({
  Description: z.string().default(''),
  Enabled: z.boolean().default(true),
  KeySpec: z.literal('SYMMETRIC_DEFAULT').optional(),
  KeyUsage: z.literal('ENCRYPT_DECRYPT').optional(),
});

const AliasProperties = z.looseObject({ TargetKeyId: z.string() });

/** How `AWS::KMS::Key` and `AWS::KMS::Alias` come to life; the material survives a restart. */
export function kmsResourceTypes(
  context: CloudContext,
  keys: KeyStore,
): Readonly<Record<string, ResourceType>> {
  return {
    'AWS::KMS::Key': {
      identify({ stack, logicalId }) {
        const id = stableUuid(`${stack}/${logicalId}`);
        const arn = `arn:aws:kms:${context.region}:${context.accountId}:key/${id}`;
        return { ref: id, attributes: { Arn: arn, KeyId: id } };
      },
      create({ properties }, { ref }) {
        const { Description, Enabled } = KeyProperties.parse(properties);
        keys.putKey(ref, { description: Description, enabled: Enabled });
      },
    },
    'AWS::KMS::Alias': {
      nameProperty: 'AliasName',
      identify: ({ name, logicalId }) => ({ ref: name ?? `alias/${logicalId}`, attributes: {} }),
      create({ properties }, { ref }) {
        keys.putAlias(ref, AliasProperties.parse(properties).TargetKeyId);
      },
    },
  };
}

function stableUuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
