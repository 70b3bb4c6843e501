import { readAuthPolicy } from '#shared/auth/auth-policy';
import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDynamoQuestions } from '#shared/auth/dynamo-questions';
import { createDynamoSavedCodeProof } from '#shared/auth/dynamo-saved-code-proof';
import { openIdentityTable } from '#shared/auth/identity-table';
import { createKmsAuthenticatorCopies } from '#shared/auth/kms-authenticator-copies';
import { Proofs } from '#shared/auth/proofs';
import { whileSomebodyWaits } from '#shared/clients/in-time';
import { createDynamoCursorSecret } from '#shared/data/dynamo-cursor-secret';
import { createLog } from '#shared/observability/logger';
import { readEnvironment } from '../define-function.ts';
import { ChallengeEvent } from './challenge-event.ts';
import { defineChallenge } from './define-challenge.ts';
import { recoveryProofsFunction } from './function.ts';
import { judgeProofs } from './judge-proofs.ts';

const environment = readEnvironment(recoveryProofsFunction);
const identity = openIdentityTable(environment.IDENTITY_TABLE);
const directory = createDynamoDirectory(identity.documents, identity.table);
const log = createLog('recovery-proofs');
const secret = createDynamoCursorSecret(identity.documents, identity.table);
const needs = {
  policy: readAuthPolicy(environment.AUTH_POLICY).recovery,
  authenticators: createKmsAuthenticatorCopies(identity, environment.AUTHENTICATOR_KEY_ARN),
  questions: createDynamoQuestions(identity, secret),
  savedCodes: createDynamoSavedCodeProof(identity),
};

type VerifyEvent = Extract<
  ChallengeEvent,
  { triggerSource: 'VerifyAuthChallengeResponse_Authentication' }
>;

async function verify({ userName, request }: VerifyEvent): Promise<boolean> {
  const person = await directory.findByLogin((request.userAttributes['email'] ?? '').toLowerCase());
  const isTheirs = person?.cognitoUsername === userName && person.status === 'active';
  const proofs = Proofs.parse(JSON.parse(request.challengeAnswer));
  // Whose factor was removed or lost proves nothing by it until they have set up another.
  const mayProve = isTheirs && !(person.factorDue && proofs.authenticatorCode);
  const isRight = await judgeProofs(needs, mayProve ? person.userId : undefined, proofs);
  log.info(isRight ? 'recovery.proved' : 'recovery.not_proved', 'Proofs were judged.');
  return isRight;
}

/** The challenge of the recovery client: Cognito asks it what to ask, and whether an answer is right. */
export async function handler(event: unknown): Promise<unknown> {
  const asked = ChallengeEvent.parse(event);
  switch (asked.triggerSource) {
    case 'DefineAuthChallenge_Authentication':
      return { ...asked, response: defineChallenge(asked.request, asked.request.session) };
    case 'CreateAuthChallenge_Authentication':
      return {
        ...asked,
        response: {
          publicChallengeParameters: { kind: 'proofs' },
          privateChallengeParameters: { kind: 'proofs' },
          challengeMetadata: 'proofs',
        },
      };
    case 'VerifyAuthChallengeResponse_Authentication':
      return {
        ...asked,
        response: { answerCorrect: await whileSomebodyWaits(() => verify(asked)) },
      };
  }
}
