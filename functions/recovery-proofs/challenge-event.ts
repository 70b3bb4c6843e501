import * as z from 'zod';

const request = z.looseObject({
  userAttributes: z.record(z.string(), z.string()).default({}),
  userNotFound: z.boolean().optional(),
});

/** What Cognito hands to the triggers of CUSTOM_AUTH (“Custom authentication challenge Lambda triggers”). */
export const ChallengeEvent = z.discriminatedUnion('triggerSource', [
  z.looseObject({
    triggerSource: z.literal('DefineAuthChallenge_Authentication'),
    request: request.extend({
      session: z.array(z.looseObject({ challengeName: z.string(), challengeResult: z.boolean() })),
    }),
  }),
  z.looseObject({
    triggerSource: z.literal('CreateAuthChallenge_Authentication'),
    request,
  }),
  z.looseObject({
    triggerSource: z.literal('VerifyAuthChallengeResponse_Authentication'),
    userName: z.string(),
    request: request.extend({ challengeAnswer: z.string() }),
  }),
]);

export type ChallengeEvent = z.output<typeof ChallengeEvent>;
export type ChallengeRequest = z.output<typeof request>;
