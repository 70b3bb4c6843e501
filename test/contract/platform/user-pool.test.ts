import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { CfnOutput, Stack } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boot, type LocalCloud } from '#infra/local/boot';
import { type Sample, synthesizeSample } from './sample-app.ts';

/** One function for all triggers of a pool: a single question with three tries. */
const triggers = `
exports.handler = async (event) => {
  const { triggerSource, request } = event;
  if (triggerSource.startsWith('Define')) {
    const last = request.session.at(-1);
    event.response = last?.challengeResult
      ? { issueTokens: true }
      : { failAuthentication: request.session.length === 3, challengeName: 'CUSTOM_CHALLENGE' };
  } else if (triggerSource.startsWith('Create'))
    event.response = {
      publicChallengeParameters: { hint: 'A river' },
      privateChallengeParameters: { answer: 'Danube' },
    };
  else
    event.response = {
      answerCorrect: request.challengeAnswer === request.privateChallengeParameters.answer,
    };
  return event;
};
`;

let sample: Sample;
let cloud: LocalCloud;
let client: CognitoIdentityProviderClient;

beforeAll(async () => {
  sample = synthesizeSample((app, bundle) => {
    const folder = join(bundle, '..', 'triggers');
    mkdirSync(folder);
    writeFileSync(join(folder, 'index.js'), triggers);
    const stack = new Stack(app, 'People');
    const handler = new lambda.Function(stack, 'Triggers', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(folder),
    });
    const addPool = (name: string, lambdaTriggers: cognito.UserPoolTriggers) => {
      const pool = new cognito.UserPool(stack, name, {
        signInAliases: { email: true },
        lambdaTriggers,
      });
      const app = pool.addClient('App', { authFlows: { custom: true } });
      new CfnOutput(stack, `${name}Pool`, { value: pool.userPoolId });
      new CfnOutput(stack, `${name}Client`, { value: app.userPoolClientId });
      return pool;
    };
    addPool('Known', {
      defineAuthChallenge: handler,
      createAuthChallenge: handler,
      verifyAuthChallengeResponse: handler,
    });
    // Names the function without the permission that the construct would have added.
    const stranger = addPool('Stranger', {}).node.defaultChild as cognito.CfnUserPool;
    stranger.lambdaConfig = {
      defineAuthChallenge: handler.functionArn,
      createAuthChallenge: handler.functionArn,
      verifyAuthChallengeResponse: handler.functionArn,
    };
  });
  cloud = await boot({ assembly: sample.directory, quiet: true });
  client = new CognitoIdentityProviderClient({
    region: cloud.region,
    endpoint: cloud.endpoint,
    credentials: { ...cloud.operatorCredentials },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  await cloud.close();
  sample.remove();
});

const Username = 'ada@example.com';
const begin = async (pool: 'Known' | 'Stranger') => {
  await client.send(
    new AdminCreateUserCommand({
      UserPoolId: cloud.outputs[`${pool}Pool`],
      Username,
      MessageAction: 'SUPPRESS',
    }),
  );
  return client.send(
    new InitiateAuthCommand({
      ClientId: cloud.outputs[`${pool}Client`],
      AuthFlow: 'CUSTOM_AUTH',
      AuthParameters: { USERNAME: Username },
    }),
  );
};

describe('a user pool with functions as triggers', () => {
  it('signs in by what the functions ask and judge, each in its own environment', async () => {
    const answer = (Session: string | undefined, ANSWER: string) =>
      client.send(
        new RespondToAuthChallengeCommand({
          ClientId: cloud.outputs['KnownClient'],
          ChallengeName: 'CUSTOM_CHALLENGE',
          Session,
          ChallengeResponses: { USERNAME: Username, ANSWER },
        }),
      );
    const first = await begin('Known');
    expect(first.ChallengeParameters).toMatchObject({ hint: 'A river' });
    const second = await answer(first.Session, 'Rhine');
    expect(second.ChallengeName).toBe('CUSTOM_CHALLENGE');
    const { AuthenticationResult } = await answer(second.Session, 'Danube');
    expect(AuthenticationResult!.AccessToken).toBeTruthy();
  });

  it('gets nowhere where a function does not permit this pool', async () => {
    await expect(begin('Stranger')).rejects.toMatchObject({
      name: 'UnexpectedLambdaException',
      message: expect.stringContaining('AccessDeniedException'),
    });
  });
});
