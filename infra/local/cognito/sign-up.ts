import * as z from 'zod';
import type { AppClient } from './client-definition.ts';
import { notAuthorized } from './errors.ts';
import { type CodeDelivery, sendCode } from './messages.ts';
import { chosenPassword } from './new-password.ts';
import { newUser, refuseTakenNames } from './new-user.ts';
import type { Pool } from './pool-definition.ts';
import { type ClientMetadata, readResponse, runTrigger, triggerAttributes } from './triggers.ts';
import type { Contact, User } from './users.ts';
import type { World } from './world.ts';

/** Requests and confirmations together, per person and hour; AWS says 5 to 20, by risk. */
const triesPerHour = 20;

export interface SignUp {
  readonly pool: Pool;
  readonly client: AppClient;
  readonly login: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly password: string;
  readonly validationData: Readonly<Record<string, string>>;
  readonly clientMetadata: ClientMetadata;
}

interface Confirmation {
  readonly pool: Pool;
  /** Undefined for administrators. */
  readonly client: AppClient | undefined;
  readonly user: User;
  readonly clientMetadata: ClientMetadata;
}

const flag = z.boolean().nullish();
const Decision = z.looseObject({
  autoConfirmUser: flag,
  autoVerifyEmail: flag,
  autoVerifyPhone: flag,
});

/**
 * Makes an account that waits for the code of its contact, unless PreSignUp confirms it at once.
 * Throws `InvalidPasswordException`, `InvalidParameterException`, `UsernameExistsException`.
 */
export async function signUp(world: World, given: SignUp) {
  const { pool, client, login, clientMetadata } = given;
  const blank = newUser(world, pool, given);
  const chosen = await chosenPassword(pool, blank, given.password);
  const wanted: User = { ...blank, ...chosen, status: 'UNCONFIRMED' };
  const user = await askPreSignUp(world, given, wanted);
  refuseTakenNames(world, pool, { user, login });
  world.users.add(pool, user);
  const of = { pool, client, user, clientMetadata };
  const isConfirmed = user.status === 'CONFIRMED';
  if (isConfirmed) await runPostConfirmation(world, of);
  const delivery = isConfirmed ? undefined : await sendConfirmation(world, of, 'SignUp');
  return { UserConfirmed: isConfirmed, UserSub: user.sub, CodeDeliveryDetails: delivery };
}

async function askPreSignUp(world: World, given: SignUp, user: User): Promise<User> {
  const { pool, client, validationData, clientMetadata } = given;
  const response = await runTrigger(world, 'PreSignUp', {
    pool,
    client,
    username: user.username,
    source: 'PreSignUp_SignUp',
    request: {
      userAttributes: triggerAttributes(user),
      validationData,
      ...(clientMetadata && { clientMetadata }),
    },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  });
  const { autoConfirmUser, autoVerifyEmail, autoVerifyPhone } = readResponse(
    Decision,
    response ?? {},
  );
  return {
    ...user,
    status: autoConfirmUser ? 'CONFIRMED' : user.status,
    attributes: {
      ...user.attributes,
      ...(autoVerifyEmail && user.attributes['email'] && { email_verified: 'true' }),
      ...(autoVerifyPhone && user.attributes['phone_number'] && { phone_number_verified: 'true' }),
    },
  };
}

/** Sends the code that confirms an account; undefined where the pool verifies no contact of it. */
export async function sendConfirmation(
  world: World,
  of: Confirmation,
  source: 'SignUp' | 'ResendCode',
): Promise<CodeDelivery | undefined> {
  const { pool, user } = of;
  const order: readonly Contact[] = ['phone_number', 'email'];
  const contact = order.find(
    (each) => pool.properties.AutoVerifiedAttributes.includes(each) && user.attributes[each],
  );
  const address = contact && user.attributes[contact];
  if (!address) return undefined;
  const code = world.codes.make(pool, user.sub, 'sign-up', contact);
  return sendCode(world, { ...of, contact, address, code, source });
}

/** Lets the person in; the contact that the code went to is verified. */
export async function confirmSignUp(
  world: World,
  of: Confirmation,
  contact: string | undefined,
): Promise<void> {
  const { pool, user } = of;
  const changed = world.users.change(pool, user.sub, (newest) => {
    refuseConfirmed(newest);
    const verified = contact === undefined ? {} : { [`${contact}_verified`]: 'true' };
    return { status: 'CONFIRMED', attributes: { ...newest.attributes, ...verified } };
  });
  world.codes.drop(pool, user.sub, 'sign-up');
  await runPostConfirmation(world, { ...of, user: changed });
}

/** Throws `NotAuthorizedException` for whoever is no newcomer any more. */
export function refuseConfirmed({ status }: User): void {
  if (status !== 'UNCONFIRMED')
    throw notAuthorized(`User cannot be confirmed. Current status is ${status}`);
}

/** Throws `LimitExceededException`. */
export function takeConfirmationTry(world: World, pool: Pool, who: string): void {
  world.limits.take(`sign-up ${pool.id} ${who}`, triesPerHour);
}

async function runPostConfirmation(world: World, of: Confirmation): Promise<void> {
  const { pool, client, user, clientMetadata } = of;
  await runTrigger(world, 'PostConfirmation', {
    pool,
    client,
    username: user.username,
    source: 'PostConfirmation_ConfirmSignUp',
    request: {
      userAttributes: triggerAttributes(user),
      ...(clientMetadata && { clientMetadata }),
    },
  });
}
