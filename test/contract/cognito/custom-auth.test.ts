import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminInitiateAuthCommand,
  AdminResetUserPasswordCommand,
  AdminRespondToAuthChallengeCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  minute,
  refusal,
  type ServedPool,
  servePool,
  type TriggerEvent,
  wrong,
} from './served-pool.ts';

interface Step {
  readonly challengeName: string;
  readonly challengeResult: boolean;
  readonly challengeMetadata?: string;
}

let pool: ServedPool;
let client: Awaited<ReturnType<ServedPool['addClient']>>;
let sub: string;
let events: TriggerEvent[];
const email = 'ada@example.com';
const stranger = 'nobody@example.com';
const account = () => ({ UserPoolId: pool.poolId, Username: email });
const invalid = 'NotAuthorizedException: Invalid session for the user.';
const three = ['DefineAuthChallenge', 'CreateAuthChallenge', 'VerifyAuthChallengeResponse'];

beforeAll(async () => {
  const arns = [...three, 'PreAuthentication', 'PostAuthentication'].map((name) => [name, name]);
  pool = await servePool({ LambdaConfig: Object.fromEntries(arns) });
  client = await pool.addClient('Recovery', {
    GenerateSecret: true,
    ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH'],
    PreventUserExistenceErrors: 'ENABLED',
    AuthSessionValidity: 5,
  });
});
afterAll(() => pool.close());
beforeEach(async () => {
  pool.cognito.reset();
  sub = await pool.addPerson(email);
  events = [];
  const note = <T>(event: TriggerEvent, response: T) => {
    events.push(structuredClone(event));
    return response;
  };
  // Two questions, three tries in all.
  pool.triggers['DefineAuthChallenge'] = (event) => {
    const session = event.request['session'] as Step[];
    const right = session.filter(({ challengeResult }) => challengeResult).length;
    if (right === 2) return note(event, { issueTokens: true });
    if (session.length - right === 3) return note(event, { failAuthentication: true });
    return note(event, { challengeName: 'CUSTOM_CHALLENGE' });
  };
  pool.triggers['CreateAuthChallenge'] = (event) => {
    const number = String((event.request['session'] as Step[]).length + 1);
    return note(event, {
      publicChallengeParameters: { question: `Question ${number}` },
      privateChallengeParameters: { answer: `Answer ${number}` },
      challengeMetadata: `QUESTION_${number}`,
    });
  };
  pool.triggers['VerifyAuthChallengeResponse'] = (event) => {
    const { answer } = event.request['privateChallengeParameters'] as { answer: string };
    return note(event, { answerCorrect: event.request['challengeAnswer'] === answer });
  };
  for (const name of ['PreAuthentication', 'PostAuthentication'])
    pool.triggers[name] = (event) => note(event, {});
});

const begin = (login = email, ClientMetadata?: Record<string, string>) =>
  pool.client.send(
    new AdminInitiateAuthCommand({
      UserPoolId: pool.poolId,
      ClientId: client.ClientId,
      AuthFlow: 'CUSTOM_AUTH',
      AuthParameters: { USERNAME: login, SECRET_HASH: client.hash(login) },
      ClientMetadata,
    }),
  );
const answer = (
  Session: string | undefined,
  ANSWER: string,
  username = sub,
  ClientMetadata?: Record<string, string>,
) =>
  pool.client.send(
    new AdminRespondToAuthChallengeCommand({
      UserPoolId: pool.poolId,
      ClientId: client.ClientId,
      ChallengeName: 'CUSTOM_CHALLENGE',
      Session,
      ChallengeResponses: { USERNAME: username, ANSWER, SECRET_HASH: client.hash(username) },
      ClientMetadata,
    }),
  );
const heard = (source: string) =>
  events.filter(({ triggerSource }) => triggerSource === `${source}_Authentication`);

describe('a custom sign-in', () => {
  it('asks what its triggers make up and ends with tokens when they say so', async () => {
    const first = await begin();
    expect(first).toMatchObject({
      ChallengeName: 'CUSTOM_CHALLENGE',
      ChallengeParameters: { USERNAME: sub, question: 'Question 1' },
    });
    expect(JSON.stringify(first)).not.toContain('Answer');
    const second = await answer(first.Session, 'Answer 1');
    expect(second.ChallengeParameters).toMatchObject({ question: 'Question 2' });
    expect(second.Session).not.toBe(first.Session);
    const { AuthenticationResult } = await answer(second.Session, 'Answer 2');
    expect(AuthenticationResult!.AccessToken && AuthenticationResult!.RefreshToken).toBeTruthy();
    expect(events.map(({ triggerSource }) => triggerSource.split('_')[0])).toEqual([
      ...['PreAuthentication', 'DefineAuthChallenge', 'CreateAuthChallenge'],
      ...['VerifyAuthChallengeResponse', 'DefineAuthChallenge', 'CreateAuthChallenge'],
      ...['VerifyAuthChallengeResponse', 'DefineAuthChallenge', 'PostAuthentication'],
    ]);
  });

  it('tells its triggers who, by which client and what happened before', async () => {
    const first = await begin();
    const second = await answer(first.Session, 'wrong');
    await answer(second.Session, 'Answer 2');
    expect(heard('DefineAuthChallenge').map(({ request }) => request['session'])).toEqual([
      [],
      [
        {
          challengeName: 'CUSTOM_CHALLENGE',
          challengeResult: false,
          challengeMetadata: 'QUESTION_1',
        },
      ],
      [
        expect.objectContaining({ challengeResult: false }),
        {
          challengeName: 'CUSTOM_CHALLENGE',
          challengeResult: true,
          challengeMetadata: 'QUESTION_2',
        },
      ],
    ]);
    for (const event of events)
      expect(event).toMatchObject({
        userName: sub,
        callerContext: { clientId: client.ClientId },
        request: { userAttributes: { sub, email, 'cognito:user_status': 'CONFIRMED' } },
      });
    expect(heard('CreateAuthChallenge')[0]!.request['challengeName']).toBe('CUSTOM_CHALLENGE');
    expect(events.some(({ request }) => 'userNotFound' in request)).toBe(false);
  });

  it('ends as often as Define says, with no lock-out of Cognito’s own', async () => {
    for (let round = 0; round < 3; round++) {
      let { Session } = await begin();
      ({ Session } = await answer(Session, 'wrong'));
      ({ Session } = await answer(Session, 'wrong'));
      expect(await refusal(answer(Session, 'wrong'))).toBe(wrong);
    }
    const { Session } = await begin();
    expect(await refusal(answer(Session, 'Answer 1'))).toBe('no refusal');
  });

  it('gives metadata of an answer to the triggers, that of the start to PreAuthentication only', async () => {
    const first = await begin(email, { step: 'start' });
    await answer(first.Session, 'Answer 1', sub, { step: 'answer' });
    expect(heard('PreAuthentication')[0]!.request).toMatchObject({
      validationData: { step: 'start' },
    });
    const [defined, created] = [heard('DefineAuthChallenge'), heard('CreateAuthChallenge')];
    expect([defined[0]!, created[0]!].map(({ request }) => request['clientMetadata'])).toEqual([
      undefined,
      undefined,
    ]);
    for (const event of [...heard('VerifyAuthChallengeResponse'), defined[1]!, created[1]!])
      expect(event.request['clientMetadata']).toEqual({ step: 'answer' });
  });

  it('is open to people who have to reset their password', async () => {
    await pool.client.send(new AdminResetUserPasswordCommand(account()));
    expect((await begin()).ChallengeName).toBe('CUSTOM_CHALLENGE');
    expect(heard('DefineAuthChallenge')[0]!.request).toMatchObject({
      userAttributes: { 'cognito:user_status': 'RESET_REQUIRED' },
    });
  });
});

describe('somebody who does not exist', () => {
  it('is asked like anybody, and the triggers know', async () => {
    const first = await begin(stranger);
    expect(first.ChallengeParameters).toMatchObject({ question: 'Question 1' });
    const second = await answer(first.Session, 'Answer 1', stranger);
    expect(await refusal(answer(second.Session, 'Answer 2', stranger))).toBe(wrong);
    for (const event of events)
      expect(event.request).toMatchObject({ userNotFound: true, userAttributes: {} });
    expect(heard('PostAuthentication')).toEqual([]);
  });

  it('is told so where the client hides nobody', async () => {
    const { ClientId } = await pool.addClient('OpenCustom', {
      ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH'],
    });
    const command = new InitiateAuthCommand({
      ClientId,
      AuthFlow: 'CUSTOM_AUTH',
      AuthParameters: { USERNAME: stranger },
    });
    expect(await refusal(pool.client.send(command))).toContain('UserNotFoundException');
  });
});

describe('a custom sign-in is refused', () => {
  it('for sessions that were never issued, are used, too old or another’s', async () => {
    const { Session } = await begin();
    const other = await pool.addPerson('bob@example.com');
    expect(await refusal(answer('x'.repeat(128), 'Answer 1'))).toBe(invalid);
    expect(await refusal(answer(Session, 'Answer 1', other))).toBe(invalid);
    expect(await refusal(answer(Session, 'Answer 1', stranger))).toBe(invalid);
    const asPassword = { NEW_PASSWORD: 'chosen-word-1' };
    expect(await refusal(pool.answer('NEW_PASSWORD_REQUIRED', Session, sub, asPassword))).toBe(
      invalid,
    );
    const late = await begin();
    await pool.clock.advance(5 * minute - 1);
    const next = await answer(late.Session, 'Answer 1');
    await pool.clock.advance(5 * minute);
    expect(await refusal(answer(next.Session, 'Answer 2'))).toContain('session is expired');
  });

  it('for a second guess side by side', async () => {
    const { Session } = await begin();
    const guesses = ['Answer 1', 'wrong', 'wronger'].map((each) => refusal(answer(Session, each)));
    expect((await Promise.all(guesses)).filter((each) => each === invalid)).toHaveLength(2);
    expect(heard('VerifyAuthChallengeResponse')).toHaveLength(1);
  });

  it('for a disabled person, also in the middle', async () => {
    const { Session } = await begin();
    await pool.client.send(new AdminDisableUserCommand(account()));
    expect(await refusal(answer(Session, 'Answer 1'))).toBe(invalid);
    expect(await refusal(begin())).toBe('NotAuthorizedException: User is disabled.');
  });

  it('for a client whose ExplicitAuthFlows lack it, and without a SECRET_HASH or an ANSWER', async () => {
    const start = (ClientId: string, more = {}) =>
      refusal(
        pool.client.send(
          new InitiateAuthCommand({
            ClientId,
            AuthFlow: 'CUSTOM_AUTH',
            AuthParameters: { USERNAME: email, ...more },
          }),
        ),
      );
    expect(await start(pool.open.ClientId)).toContain('CUSTOM_AUTH flow not enabled');
    expect(await start(client.ClientId)).toContain('SECRET_HASH was not received');
    const { Session } = await begin();
    const silent = new RespondToAuthChallengeCommand({
      ClientId: client.ClientId,
      ChallengeName: 'CUSTOM_CHALLENGE',
      Session,
      ChallengeResponses: { USERNAME: sub, SECRET_HASH: client.hash(sub) },
    });
    expect(await refusal(pool.client.send(silent))).toContain('required parameter ANSWER');
  });

  it.each<[string, Record<string, unknown>]>([
    ['nothing', {}],
    ['a challenge of Cognito’s own', { challengeName: 'SOFTWARE_TOKEN_MFA' }],
    ['a password that was not begun', { challengeName: 'PASSWORD_VERIFIER' }],
  ])('where Define answers %s', async (_case, response) => {
    pool.triggers['DefineAuthChallenge'] = () => response;
    expect(await refusal(begin())).toContain('InvalidLambdaResponseException');
  });

  it('where a trigger fails, in its words', async () => {
    pool.triggers['CreateAuthChallenge'] = () => {
      throw new Error('no questions');
    };
    expect(await refusal(begin())).toBe(
      'UserLambdaValidationException: CreateAuthChallenge failed with error no questions.',
    );
  });

  it('for invited people without a password of their own only if the triggers say so', async () => {
    const Username = 'new@example.com';
    await pool.client.send(
      new AdminCreateUserCommand({ ...account(), Username, MessageAction: 'SUPPRESS' }),
    );
    await begin(Username);
    expect(heard('DefineAuthChallenge')[0]!.request).toMatchObject({
      userAttributes: { 'cognito:user_status': 'FORCE_CHANGE_PASSWORD' },
    });
  });
});
