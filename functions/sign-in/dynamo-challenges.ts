import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { IdentityTable } from '#shared/auth/identity-table';
import { randomSecret } from '#shared/domain/ids';
import { challengeKey, fromChallengeItem, toChallengeItem } from './challenge-item.ts';
import type { ChallengeStore } from './challenge-store.ts';

/** Waiting challenges in table `identity`. */
export function createDynamoChallenges(identity: IdentityTable): ChallengeStore {
  const { documents, table, clock } = identity;
  const put: ChallengeStore['putBack'] = async (token, pending) => {
    const Item = toChallengeItem(token, pending, clock.now());
    await documents.send(new PutCommand({ TableName: table, Item }));
  };
  return {
    async keep(pending) {
      const token = randomSecret();
      await put(token, pending);
      return token;
    },
    async take(token) {
      const { Attributes } = await documents.send(
        new DeleteCommand({
          TableName: table,
          Key: challengeKey(token),
          ReturnValues: 'ALL_OLD',
        }),
      );
      return fromChallengeItem(token, Attributes, clock.now());
    },
    putBack: put,
  };
}
