import type { CustomStep } from '../auth-sessions.ts';
import type { AppClient } from '../client-definition.ts';
import type { Pool } from '../pool-definition.ts';
import type { ClientMetadata } from '../triggers.ts';
import type { User } from '../users.ts';
import type { World } from '../world.ts';

/** A sign-in as far as it has come. */
export interface SignIn {
  readonly pool: Pool;
  readonly client: AppClient;
  /** Undefined for a login that does not exist, where that must not show. */
  readonly user: User | undefined;
  /** As the sign-in began. */
  readonly login: string;
  /** Names of what was proven, in order; a password counts as `PASSWORD`, however it was proven. */
  readonly passed: readonly string[];
  /** What challenges remember from one step to the next, by a name of their own. */
  readonly kept: Readonly<Record<string, unknown>>;
  /** In a custom sign-in the steps so far, as its triggers are told. */
  readonly history?: readonly CustomStep[] | undefined;
  /** Of the answer that led here; that of the start reaches PreSignUp and PreAuthentication only. */
  readonly clientMetadata: ClientMetadata;
}

/** Names and values, as `AuthParameters` and `ChallengeResponses` carry them. */
export type Parameters = Readonly<Record<string, string>>;

/** What the caller is told, and what is kept for the answer. */
export interface Question {
  readonly parameters: Parameters;
  readonly kept?: Readonly<Record<string, unknown>>;
  /** What the caller may choose from, where the question is a choice. */
  readonly available?: readonly string[];
}

export interface Response {
  readonly values: Parameters;
  /**
   * Uses the session up. To be called once the answer is known to be final, before anything
   * changes: throws `NotAuthorizedException` where somebody else was first.
   */
  claim(): void;
}

/** One step of a sign-in: how it is asked and how its answer is judged. */
export interface Challenge {
  ask(world: World, signIn: SignIn): Promise<Question> | Question;
  /** Throws where the answer is wrong; without `claim` the session can then be tried again. */
  answer(world: World, signIn: SignIn, response: Response): Promise<Answered> | Answered;
}

export interface Answered {
  readonly signIn: SignIn;
  /** The challenge to go on with, where this one leads to a certain other. */
  readonly next?: string;
  /** False where the sign-in goes on although the answer was wrong. */
  readonly result?: boolean;
  /** What a custom challenge says about itself. */
  readonly metadata?: string | undefined;
}

/** Gives the challenge that is due next; undefined where this rule asks for none. */
export type Requirement = (
  world: World,
  signIn: SignIn,
) => Promise<string | undefined> | string | undefined;

/** How a sign-in begins, by the name of `AuthFlow`. */
export interface Flow {
  /** What the app client's `ExplicitAuthFlows` must name. */
  readonly permission: string;
  readonly operations: readonly ('AdminInitiateAuth' | 'InitiateAuth')[];
  begin(world: World, start: Start): Promise<AuthAnswer>;
}

export interface Start {
  readonly pool: Pool;
  readonly client: AppClient;
  readonly parameters: Parameters;
  readonly clientMetadata: ClientMetadata;
}

/** The next challenge with its session. */
export type AskedChallenge = {
  readonly ChallengeName: string;
  readonly ChallengeParameters: Parameters;
  readonly Session: string;
  readonly AvailableChallenges?: readonly string[];
};

/** Tokens, or the next challenge. */
export type AuthAnswer =
  | { readonly AuthenticationResult: object; readonly ChallengeParameters: Parameters }
  | AskedChallenge;
