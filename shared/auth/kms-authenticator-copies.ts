import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DecryptCommand,
  EncryptCommand,
  KMSClient,
  type KMSClientConfig,
} from '@aws-sdk/client-kms';
import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { generateSecret, verify } from 'otplib';
import * as z from 'zod';
import { quickCalls } from '#shared/clients/client-limits';
import { inTime } from '#shared/clients/in-time';
import type { AuthenticatorCopies } from './authenticator-copies.ts';
import {
  copyKey,
  createDynamoAuthenticatorCopies,
  proposalKey,
} from './dynamo-authenticator-copies.ts';
import type { IdentityTable } from './identity-table.ts';

const StoredCopy = z.object({ sealed: z.string(), lastStep: z.int().optional() });

/** Stands in where there is no copy, so that a missing one takes as long. */
const nobody = 'nobody';
const stepSeconds = 30;

/** Copies in table `identity`, sealed by a KMS key of their own and bound to their owner. */
export function createKmsAuthenticatorCopies(
  { documents, table, clock }: IdentityTable,
  keyArn: string,
  options: KMSClientConfig = {},
): AuthenticatorCopies {
  const kms = inTime(
    new KMSClient({
      ...quickCalls,
      ...options,
    }),
  );
  const bound = (userId: string) => ({ purpose: 'authenticator', userId });
  const find = async (userId: string) => {
    const command = new GetCommand({
      TableName: table,
      Key: copyKey(userId),
      ConsistentRead: true,
    });
    const copy = StoredCopy.safeParse((await documents.send(command)).Item);
    return copy.success ? { userId, ...copy.data } : undefined;
  };
  const propose = async (userId: string, secret: string) => {
    const { CiphertextBlob } = await kms.send(
      new EncryptCommand({
        KeyId: keyArn,
        Plaintext: Buffer.from(secret),
        EncryptionContext: bound(userId),
      }),
    );
    if (!CiphertextBlob) throw new Error('KMS gave no ciphertext.');
    const sealed = Buffer.from(CiphertextBlob).toString('base64');
    const Item = { ...proposalKey(userId), schemaVersion: 1, sealed };
    await documents.send(new PutCommand({ TableName: table, Item }));
  };
  const confirm = async (userId: string) => {
    const Key = proposalKey(userId);
    const get = new GetCommand({ TableName: table, Key, ConsistentRead: true });
    const proposal = StoredCopy.safeParse((await documents.send(get)).Item);
    if (!proposal.success) return;
    const Item = { ...copyKey(userId), schemaVersion: 1, sealed: proposal.data.sealed };
    await documents.send(new PutCommand({ TableName: table, Item }));
    await documents.send(new DeleteCommand({ TableName: table, Key }));
  };
  const open = async (userId: string, sealed: string): Promise<string> => {
    const { Plaintext } = await kms.send(
      new DecryptCommand({
        KeyId: keyArn,
        CiphertextBlob: Buffer.from(sealed, 'base64'),
        EncryptionContext: bound(userId),
      }),
    );
    return Buffer.from(Plaintext ?? []).toString('utf8');
  };
  /** Of two who present one code at the same time, one is taken. */
  const takeStep = async (userId: string, step: number): Promise<boolean> => {
    try {
      await documents.send(
        new UpdateCommand({
          TableName: table,
          Key: copyKey(userId),
          UpdateExpression: 'SET lastStep = :step',
          ConditionExpression:
            'attribute_exists(pk) AND (attribute_not_exists(lastStep) OR lastStep < :step)',
          ExpressionAttributeValues: { ':step': step },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };

  return {
    propose,
    confirm,
    ...createDynamoAuthenticatorCopies({ documents, table }),
    async check(userId, code) {
      const own = userId === undefined ? undefined : await find(userId);
      const copy = own ?? (await decoy());
      const secret = await open(copy.userId, copy.sealed);
      const epoch = Math.floor(clock.now().getTime() / 1_000);
      const result = await verify({ secret, token: code, epoch, epochTolerance: stepSeconds });
      if (!own || !result.valid || !('timeStep' in result)) return false;
      return await takeStep(own.userId, result.timeStep);
    },
  };

  async function decoy() {
    const found = await find(nobody);
    if (found) return found;
    await propose(nobody, generateSecret());
    await confirm(nobody);
    const made = await find(nobody);
    if (!made) throw new Error('The copy that stands in could not be kept.');
    return made;
  }
}
