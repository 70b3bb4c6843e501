import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDynamoPasskeys } from '#functions/passkeys/dynamo-passkeys';
import { createDynamoQuestions } from '#shared/auth/dynamo-questions';
import { createDynamoSavedCodes } from '#shared/auth/dynamo-saved-codes';
import { createDynamoWaysBack } from '#shared/auth/dynamo-ways-back';
import { openTestIdentity, type TestIdentity } from './identity-table.ts';
import { activate, origin } from './people.ts';

let identity: TestIdentity;
beforeEach(async () => {
  identity = await openTestIdentity();
});
afterEach(() => identity.close());

test('what a thief may have set up to come back ends; passkeys from before stay', async () => {
  const [sam, eve] = [await activate(identity, 'sam'), await activate(identity, 'eve')];
  const { userId } = sam.user;
  const passkeys = createDynamoPasskeys(identity);
  const codes = createDynamoSavedCodes(identity);
  const questions = createDynamoQuestions(identity, { read: async () => 'secret' });
  await passkeys.add(userId, { credentialId: 'own', label: 'Phone' }, origin);
  identity.pass(73 * 60);
  await passkeys.add(userId, { credentialId: 'young', label: 'Key' }, origin);
  await codes.make(userId, origin);
  await codes.make(eve.user.userId, origin);
  await questions.set(userId, [{ questionId: 'first-concert', answer: 'Blue Otters' }], origin);

  const waysBack = createDynamoWaysBack(identity);
  // Twice, as after an interruption.
  await waysBack.close(userId);
  await waysBack.close(userId);
  await expect(passkeys.counts(userId, 'own')).resolves.toBe(true);
  await expect(passkeys.counts(userId, 'young')).resolves.toBe(false);
  await expect(codes.count(userId)).resolves.toBe(0);
  await expect(questions.chosen(userId)).resolves.toEqual([]);
  await expect(codes.count(eve.user.userId)).resolves.toBe(10);
});
