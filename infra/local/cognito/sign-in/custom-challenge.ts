import * as z from 'zod';
import { readResponse, runTrigger } from '../triggers.ts';
import { customRequest } from './custom-step.ts';
import { required } from './person.ts';
import type { Challenge } from './sign-in.ts';

const name = 'CUSTOM_CHALLENGE';

const Texts = z.record(z.string(), z.string()).nullish();
const Created = z.looseObject({
  publicChallengeParameters: Texts,
  privateChallengeParameters: Texts,
  challengeMetadata: z.string().nullish(),
});
const Kept = z.looseObject({
  custom: z.object({ private: z.record(z.string(), z.string()), metadata: z.string().optional() }),
});
const Verdict = z.looseObject({ answerCorrect: z.boolean().nullish() });

/** A question that CreateAuthChallenge asks and VerifyAuthChallengeResponse judges. */
export const customChallenge: Challenge = {
  async ask(world, signIn) {
    const { pool, client, user, login, history = [] } = signIn;
    const response = await runTrigger(world, 'CreateAuthChallenge', {
      pool,
      client,
      username: user?.username ?? login,
      source: 'CreateAuthChallenge_Authentication',
      request: { ...customRequest(signIn), challengeName: name, session: history },
      response: {
        publicChallengeParameters: null,
        privateChallengeParameters: null,
        challengeMetadata: null,
      },
    });
    const created = readResponse(Created, response);
    return {
      parameters: {
        USERNAME: user?.username ?? login,
        ...created.publicChallengeParameters,
      },
      kept: {
        custom: {
          private: created.privateChallengeParameters ?? {},
          metadata: created.challengeMetadata ?? undefined,
        },
      },
    };
  },

  async answer(world, signIn, { values, claim }) {
    const { pool, client, user, login } = signIn;
    const answer = required(values, 'ANSWER');
    const { custom } = Kept.parse(signIn.kept);
    // Before the verdict: many answers side by side must not become many guesses.
    claim();
    const response = await runTrigger(world, 'VerifyAuthChallengeResponse', {
      pool,
      client,
      username: user?.username ?? login,
      source: 'VerifyAuthChallengeResponse_Authentication',
      request: {
        ...customRequest(signIn),
        privateChallengeParameters: custom.private,
        challengeAnswer: answer,
      },
      response: { answerCorrect: null },
    });
    const isRight = readResponse(Verdict, response).answerCorrect === true;
    const passed = isRight ? [...signIn.passed, name] : signIn.passed;
    return { signIn: { ...signIn, passed }, result: isRight, metadata: custom.metadata };
  },
};
