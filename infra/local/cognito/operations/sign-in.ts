import * as z from 'zod';
import { invalidParameter } from '../errors.ts';
import { flows } from '../sign-in/flows.ts';
import { type ChallengeResponse, respond } from '../sign-in/respond.ts';
import type { AuthAnswer, Flow, Start } from '../sign-in/sign-in.ts';
import type { World } from '../world.ts';
import { ClientMetadata, poolInput, unusedContext } from './fields.ts';
import { clientOperation, type Operations, poolOperation } from './operation.ts';

const Parameters = z.record(z.string(), z.string()).default({});
const ClientId = z.string().min(1);

const initiation = {
  ClientId,
  AuthFlow: z.string(),
  AuthParameters: Parameters,
  ClientMetadata,
  ...unusedContext,
};

const response = {
  ClientId,
  ChallengeName: z.string(),
  ChallengeResponses: Parameters,
  Session: z.string().min(20).max(2048),
  ClientMetadata,
  ...unusedContext,
};

/** Beginning a sign-in and answering its challenges, by administrators and by anybody. */
export const signInOperations: Operations = {
  AdminInitiateAuth: poolOperation(
    z.strictObject({ ...poolInput, ...initiation }),
    (world, pool, input) => {
      const client = world.pools.client(input.ClientId, pool.id);
      return begin(world, 'AdminInitiateAuth', input.AuthFlow, { pool, client, ...startOf(input) });
    },
  ),

  InitiateAuth: clientOperation(z.strictObject(initiation), (world, of, input) =>
    begin(world, 'InitiateAuth', input.AuthFlow, { ...of, ...startOf(input) }),
  ),

  AdminRespondToAuthChallenge: poolOperation(
    z.strictObject({ ...poolInput, ...response }),
    (world, pool, input) => {
      const client = world.pools.client(input.ClientId, pool.id);
      return answer(world, { pool, client, ...answerOf(input) });
    },
  ),

  RespondToAuthChallenge: clientOperation(z.strictObject(response), (world, of, input) =>
    answer(world, { ...of, ...answerOf(input) }),
  ),
};

function answer(world: World, given: ChallengeResponse): Promise<AuthAnswer> {
  return noteOutcome(world, given, () => respond(world, given));
}

function begin(
  world: World,
  operation: Flow['operations'][number],
  name: string,
  start: Start,
): Promise<AuthAnswer> {
  const flow = Object.hasOwn(flows, name) ? flows[name] : undefined;
  if (!flow?.operations.includes(operation))
    throw invalidParameter(`${operation} does not begin ${name} here.`);
  if (!start.client.flows.has(flow.permission))
    throw invalidParameter(`${name} flow not enabled for this client`);
  return noteOutcome(world, start, () => flow.begin(world, start));
}

/** Adds the outcome of a step to the person’s history of sign-ins; new tokens for old are none. */
async function noteOutcome(
  world: World,
  { pool, parameters }: Pick<Start, 'pool' | 'parameters'>,
  step: () => Promise<AuthAnswer>,
): Promise<AuthAnswer> {
  const note = (response: 'Pass' | 'Fail' | 'InProgress') => {
    const login = parameters['USERNAME'];
    const user = login === undefined ? undefined : world.users.findByLogin(pool, login);
    if (user && parameters['REFRESH_TOKEN'] === undefined)
      world.authEvents.add(pool, user.sub, response);
  };
  try {
    const answered = await step();
    note('AuthenticationResult' in answered ? 'Pass' : 'InProgress');
    return answered;
  } catch (error) {
    note('Fail');
    throw error;
  }
}

function startOf(input: {
  AuthParameters: Record<string, string>;
  ClientMetadata?: Record<string, string> | undefined;
}) {
  return { parameters: input.AuthParameters, clientMetadata: input.ClientMetadata };
}

function answerOf(input: {
  ChallengeName: string;
  ChallengeResponses: Record<string, string>;
  Session: string;
  ClientMetadata?: Record<string, string> | undefined;
}) {
  return {
    challenge: input.ChallengeName,
    session: input.Session,
    parameters: input.ChallengeResponses,
    clientMetadata: input.ClientMetadata,
  };
}
