import {
  AdminListUserAuthEventsCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusal, type ServedPool, servePool } from './served-pool.ts';

const Username = 'ada@example.com';

describe('the history of sign-ins', () => {
  let pool: ServedPool;
  beforeAll(async () => {
    pool = await servePool({
      UserPoolTier: 'PLUS',
      UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' },
    });
  });
  afterAll(() => pool.close());
  const list = (more = {}) =>
    pool.client.send(
      new AdminListUserAuthEventsCommand({ UserPoolId: pool.poolId, Username, ...more }),
    );

  it('has what passed and failed, newest first and in pages, and no refresh', async () => {
    await pool.addPerson(Username);
    await refusal(pool.signIn(Username, 'wrong-horse-1'));
    const { AuthenticationResult } = await pool.signInOpenly(Username);
    await pool.client.send(
      new InitiateAuthCommand({
        ClientId: pool.open.ClientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { USERNAME: Username, REFRESH_TOKEN: AuthenticationResult!.RefreshToken! },
      }),
    );
    await refusal(pool.signIn('nobody@example.com'));
    const first = await list({ MaxResults: 1 });
    expect(first.AuthEvents).toMatchObject([
      { EventType: 'SignIn', EventResponse: 'Pass', CreationDate: new Date(pool.clock.now()) },
    ]);
    const second = await list({ MaxResults: 1, NextToken: first.NextToken });
    expect(second.AuthEvents).toMatchObject([{ EventType: 'SignIn', EventResponse: 'Fail' }]);
    expect((await list()).AuthEvents).toHaveLength(2);
  });
});

it('is refused in a pool without threat protection', async () => {
  const pool = await servePool();
  await pool.addPerson(Username);
  const list = new AdminListUserAuthEventsCommand({ UserPoolId: pool.poolId, Username });
  expect(await refusal(pool.client.send(list))).toContain('UserPoolAddOnNotEnabledException');
  await pool.close();
});
