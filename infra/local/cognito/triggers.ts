import * as z from 'zod';
import { isRecord } from '../assembly/records.ts';
import { ServiceError } from '../service.ts';
import type { AppClient } from './client-definition.ts';
import type { Pool } from './pool-definition.ts';
import type { User } from './users.ts';
import type { World } from './world.ts';

export type ClientMetadata = Readonly<Record<string, string>> | undefined;

/** Triggers that Cognito waits for; their failure is the caller's failure. */
export type TriggerName =
  | 'PreSignUp'
  | 'CustomMessage'
  | 'PostConfirmation'
  | 'PreAuthentication'
  | 'PostAuthentication'
  | 'DefineAuthChallenge'
  | 'CreateAuthChallenge'
  | 'VerifyAuthChallengeResponse'
  | 'PreTokenGeneration';

export interface TriggerCall {
  readonly pool: Pool;
  /** Undefined for operations without an app client. */
  readonly client: AppClient | undefined;
  readonly username: string;
  readonly source: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly response?: Readonly<Record<string, unknown>>;
  readonly version?: string;
}

const Answer = z.looseObject({ response: z.record(z.string(), z.unknown()) });

/**
 * Calls a trigger and gives the `response` it filled in; undefined where the pool has no such trigger.
 * Throws `UserLambdaValidationException` with the function's own message, `UnexpectedLambdaException`
 * where Cognito may not invoke it.
 */
export async function runTrigger(
  world: World,
  trigger: TriggerName,
  call: TriggerCall,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const functionArn = functionOf(call.pool, trigger);
  if (functionArn === undefined) return undefined;
  requirePermission(world, call.pool, functionArn);
  const { context } = world;
  const event = triggerEvent(call, context.region);
  const { payload, error } = await context.functions.invoke(functionArn, event).catch((cause) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ServiceError('UnexpectedLambdaException', reason);
  });
  if (error) {
    const message = `${trigger} failed with error ${error.errorMessage}.`;
    throw new ServiceError('UserLambdaValidationException', message);
  }
  const answer = Answer.safeParse(payload);
  if (!answer.success || !isRecord(payload)) throw unrecognizable();
  return answer.data.response;
}

/** Throws `UnexpectedLambdaException` where the function's policy does not name this pool. */
export function requirePermission({ permits }: World, { arn }: Pool, functionArn: string): void {
  if (permits(functionArn, 'cognito-idp.amazonaws.com', arn)) return;
  throw new ServiceError(
    'UnexpectedLambdaException',
    `${functionArn} invocation failed due to error AccessDeniedException.`,
  );
}

export const unrecognizable = () =>
  new ServiceError('InvalidLambdaResponseException', 'Unrecognizable lambda output');

/** What a trigger filled in. Throws `InvalidLambdaResponseException` where it has another form. */
export function readResponse<T>(schema: z.ZodType<T>, response: unknown): T {
  const parsed = schema.safeParse(response);
  if (!parsed.success) throw unrecognizable();
  return parsed.data;
}

/** The event that every trigger receives. */
export function triggerEvent(call: TriggerCall, region: string): Record<string, unknown> {
  return {
    version: call.version ?? '1',
    triggerSource: call.source,
    region,
    userPoolId: call.pool.id,
    userName: call.username,
    callerContext: {
      awsSdkVersion: 'aws-sdk-unknown-unknown',
      clientId: call.client?.id ?? 'CLIENT_ID_NOT_APPLICABLE',
    },
    request: call.request,
    response: call.response ?? {},
  };
}

/** A person's attributes as triggers see them. */
export function triggerAttributes(user: User): Record<string, string> {
  return { sub: user.sub, 'cognito:user_status': user.status, ...user.attributes };
}

function functionOf({ properties }: Pool, trigger: TriggerName): string | undefined {
  const { LambdaConfig: triggers } = properties;
  if (trigger === 'PreTokenGeneration')
    return triggers.PreTokenGenerationConfig?.LambdaArn ?? triggers.PreTokenGeneration;
  return triggers[trigger];
}
