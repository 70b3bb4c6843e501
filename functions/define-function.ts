import type { Routes } from '#shared/http/route';
import { type Need, needVariables, type VariableOf } from './needs.ts';
import type { QueueName } from './queues.ts';

/** What makes a worker run. */
export type Trigger =
  | { readonly kind: 'queue'; readonly queue: QueueName; readonly batchSize: number }
  /** New change entries of records and the end of records, or the records themselves and their shares before and after each write. */
  | { readonly kind: 'record-changes' | 'record-images'; readonly batchSize: number }
  | { readonly kind: 'schedule'; readonly expression: `rate(${string})` | `cron(${string})` }
  | { readonly kind: 'user-pool'; readonly triggers: readonly UserPoolTrigger[] };

/** Senders are called asynchronously; for the others Cognito waits, five seconds at most. */
export type UserPoolTrigger =
  | 'customEmailSender'
  | 'customSmsSender'
  | 'preSignUp'
  | 'defineAuthChallenge'
  | 'createAuthChallenge'
  | 'verifyAuthChallengeResponse';

export type ApiArea = 'people' | 'records';

/** A deployed function, as data: CDK, bundler, tests and documentation read the same description. */
export interface FunctionDefinition {
  /** Path of the handler's source from the project's root; it exports `handler`. */
  readonly entry: `functions/${string}/handler.ts`;
  readonly routes?: Routes;
  /** The part of the API its routes belong to, each a stack of its own: 500 resources are CloudFormation's limit. `records` unless said otherwise. */
  readonly area?: ApiArea;
  readonly trigger?: Trigger;
  readonly needs: readonly Need[];
  /** What users notice when it fails: the text of its alarm. */
  readonly errorImpact: string;
  /** Errors in five minutes that are refusals, not failures, where a trigger can refuse in no other way. */
  readonly errorsThatAreAnswers?: number;
  /** Seconds; 10 unless said otherwise. */
  readonly timeout?: number;
  /** Megabytes; 512 unless said otherwise (AWS gives CPU in proportion). */
  readonly memory?: number;
  /** Largest size of the bundle in KB (1,000 bytes); a larger one fails the build. */
  readonly bundleBudget: number;
  /** Files that lie beside the bundle, read at run time: of npm packages, or of the project (`./…`). */
  readonly assets?: readonly string[];
}

/** Keeps the literal types of a description, so that `readEnvironment` knows its variables. */
export function defineFunction<const D extends FunctionDefinition>(definition: D): D {
  return definition;
}

/** Variables that every function has. */
const commonVariables = ['APP_ORIGIN', 'STAGE'] as const;

/** And every function that answers requests; the gate in it reads it (shared/auth/request-limits.ts). */
const apiVariables = ['REQUEST_LIMITS'];

export type Environment<D extends FunctionDefinition> = Readonly<
  Record<VariableOf<D['needs'][number]> | (typeof commonVariables)[number], string>
>;

/** The names of all variables a function is deployed with. */
export function variableNames({
  needs,
  routes,
}: Pick<FunctionDefinition, 'needs' | 'routes'>): string[] {
  const names = needs.flatMap((need) => [...needVariables[need]]);
  return [...new Set([...commonVariables, ...(routes ? apiVariables : []), ...names])].sort();
}

function isComplete<D extends FunctionDefinition>(
  definition: D,
  values: NodeJS.ProcessEnv,
): values is NodeJS.ProcessEnv & Environment<D> {
  return variableNames(definition).every((name) => values[name]);
}

/** The function's variables, typed by its needs. Throws at start, naming what is missing: fail closed. */
export function readEnvironment<const D extends FunctionDefinition>(
  definition: D,
  values: NodeJS.ProcessEnv = process.env,
): Environment<D> {
  if (isComplete(definition, values)) return values;
  const missing = variableNames(definition).filter((name) => !values[name]);
  throw new Error(`The function lacks environment variables: ${missing.join(', ')}.`);
}
