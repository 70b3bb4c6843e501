import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '#shared/data/batch-get';
import { randomSecret } from '#shared/domain/ids';
import type { IdentityTable } from './identity-table.ts';
import type { DeviceClues, KnownDevices } from './known-devices.ts';
import { addressKey } from './rate-limiter.ts';
import { hashSecret } from './session-token.ts';

const keptSeconds = 400 * 24 * 60 * 60;

const keyOf = (userId: string, mark: string) => ({
  pk: `user#${userId}`,
  sk: `device#${hashSecret(mark)}`,
});

/** The browser itself, and its kind together with its network. */
function marksOf(clues: DeviceClues): readonly string[] {
  const network = `network ${addressKey(clues)} ${clues.device}`;
  return clues.deviceToken === undefined ? [network] : [network, `token ${clues.deviceToken}`];
}

/** Devices in table `identity`, under their user and by hash only. */
export function createDynamoKnownDevices(identity: IdentityTable): KnownDevices {
  const { documents, table, clock } = identity;
  return {
    async knows(userId = 'nobody', clues) {
      const now = clock.now().getTime() / 1_000;
      const keys = marksOf(clues).map((mark) => keyOf(userId, mark));
      const items = await batchGet(documents, table, keys);
      return items.some(({ expiresAt }) => Number(expiresAt) > now);
    },
    async remember(userId, clues) {
      const deviceToken = clues.deviceToken ?? randomSecret();
      const at = clock.now();
      const requests = marksOf({ ...clues, deviceToken }).map((mark) => ({
        PutRequest: {
          Item: {
            ...keyOf(userId, mark),
            schemaVersion: 1,
            lastSeenAt: at.toISOString(),
            expiresAt: Math.floor(at.getTime() / 1_000) + keptSeconds,
          },
        },
      }));
      // What DynamoDB puts off is lost: the person then gets one notice too many.
      await documents.send(new BatchWriteCommand({ RequestItems: { [table]: requests } }));
      return deviceToken;
    },
  };
}
