import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { createDynamoRecoveries } from '#shared/auth/dynamo-recoveries';
import type { IdentityTable } from '#shared/auth/identity-table';
import { ulidSource } from '#shared/domain/ids';
import { clock } from '#test/unit/auth/in-memory';

/** A table that keeps all that the store writes, as it would go over the wire. */
function writing() {
  const written: string[] = [];
  const send = async (command: unknown) => {
    if (!(command instanceof TransactWriteItemsCommand)) throw new Error('Nothing else is sent.');
    written.push(JSON.stringify(command.input));
    return {};
  };
  const identity = { documents: { send }, table: 'identity', clock, ids: ulidSource };
  return { written, recoveries: createDynamoRecoveries(identity as unknown as IdentityTable) };
}

/** How far counts are from equal: of 256 values it exceeds 400 once in a hundred million times. */
function chiSquare(bytes: Buffer): number {
  const seen = Array.from({ length: 256 }, () => 0);
  for (const byte of bytes) seen[byte]! += 1;
  const expected = bytes.length / seen.length;
  return seen.reduce((sum, each) => sum + (each - expected) ** 2 / expected, 0);
}

test.each(['link', 'proof'] as const)(
  'AUTH-06 (ASVS 11.5.1): of 10,000 tokens of a %s none can be guessed or read from what is stored',
  async (kind) => {
    const { written, recoveries } = writing();
    const secrets: Buffer[] = [];
    for (let made = 0; made < 10_000; made += 1) {
      const userId = ulidSource.next();
      const token = await (kind === 'link'
        ? recoveries.create(userId, 'Code-815')
        : recoveries.createProved(userId));
      secrets.push(Buffer.from(token.slice(`${userId}.`.length), 'base64url'));
    }
    expect(new Set(secrets.map(({ length }) => length))).toEqual(new Set([32]));
    expect(new Set(secrets.map((each) => each.toString('hex'))).size).toBe(secrets.length);
    expect(chiSquare(Buffer.concat(secrets))).toBeLessThan(400);
    // Of each there is a hash, and Cognito's code can be read only with the token.
    const stored = written.join('\n');
    expect(stored.match(/"tokenHash":\{"S":"[0-9a-f]{64}"/g)).toHaveLength(secrets.length);
    expect(stored).not.toContain('Code-815');
    const words = new Set(stored.match(/[\w-]{40,}/g));
    const readable = secrets.filter((each) => words.has(each.toString('base64url')));
    expect(readable).toEqual([]);
  },
);
