import * as z from 'zod';
import { ServiceError } from '../../service.ts';
import { invalidParameter, userNotFound } from '../errors.ts';
import { sendCode } from '../messages.ts';
import { temporaryPassword } from '../new-password.ts';
import { newUser, refuseTakenNames } from '../new-user.ts';
import { makeTemporaryPassword } from '../passwords.ts';
import type { Pool } from '../pool-definition.ts';
import { type ClientMetadata as Metadata, runTrigger, triggerAttributes } from '../triggers.ts';
import { userType } from '../user-view.ts';
import type { Contact, User } from '../users.ts';
import type { World } from '../world.ts';
import { Attributes, byName, ClientMetadata, Password, userInput } from './fields.ts';
import { type Operations, poolOperation } from './operation.ts';

const Input = z.strictObject({
  ...userInput,
  UserAttributes: Attributes.default([]),
  ValidationData: Attributes.optional(),
  TemporaryPassword: Password.optional(),
  MessageAction: z.enum(['RESEND', 'SUPPRESS']).optional(),
  DesiredDeliveryMediums: z.array(z.enum(['EMAIL', 'SMS'])).default(['SMS']),
  ForceAliasCreation: z
    .literal(false, 'Taking an alias from its owner is not emulated.')
    .optional(),
  ClientMetadata,
});

type Input = z.output<typeof Input>;

export const adminCreateUserOperations: Operations = {
  AdminCreateUser: poolOperation(Input, async (world, pool, input) => {
    const user =
      input.MessageAction === 'RESEND'
        ? await inviteAgain(world, pool, input)
        : await create(world, pool, input);
    return { User: userType(user) };
  }),
};

async function create(world: World, pool: Pool, input: Input): Promise<User> {
  const { Username: login, ClientMetadata: clientMetadata } = input;
  const blank = newUser(world, pool, { login, attributes: byName(input.UserAttributes) });
  const password =
    input.TemporaryPassword ?? makeTemporaryPassword(pool.properties.Policies.PasswordPolicy);
  const state = await temporaryPassword(pool, blank, { password, now: blank.createdAt });
  const user: User = { ...blank, ...state };
  const invitation = { pool, user, password, clientMetadata };
  const addresses = input.MessageAction === 'SUPPRESS' ? [] : addressesOf(user, input);
  await runTrigger(world, 'PreSignUp', {
    pool,
    client: undefined,
    username: user.username,
    source: 'PreSignUp_AdminCreateUser',
    request: {
      userAttributes: triggerAttributes(user),
      validationData: input.ValidationData ? byName(input.ValidationData) : null,
      ...(clientMetadata && { clientMetadata }),
    },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  });
  refuseTakenNames(world, pool, { user, login });
  world.users.add(pool, user);
  await invite(world, invitation, addresses);
  return user;
}

async function inviteAgain(world: World, pool: Pool, input: Input): Promise<User> {
  const found = world.users.findByLogin(pool, input.Username);
  if (!found) throw userNotFound();
  if (found.status !== 'FORCE_CHANGE_PASSWORD')
    throw new ServiceError(
      'UnsupportedUserStateException',
      'Resend not possible. User status is not FORCE_CHANGE_PASSWORD',
    );
  const addresses = addressesOf(found, input);
  const password =
    input.TemporaryPassword ?? makeTemporaryPassword(pool.properties.Policies.PasswordPolicy);
  const now = world.context.clock.now();
  const state = await temporaryPassword(pool, found, { password, now });
  const user = world.users.change(pool, found.sub, () => state);
  world.sessions.closeAll(pool, user.sub);
  await invite(world, { pool, user, password, clientMetadata: input.ClientMetadata }, addresses);
  return user;
}

type Address = readonly [contact: Contact, address: string];

function addressesOf({ attributes }: User, { DesiredDeliveryMediums: mediums }: Input): Address[] {
  const addresses = mediums.flatMap((medium): Address[] => {
    const contact = medium === 'EMAIL' ? 'email' : 'phone_number';
    const address = attributes[contact];
    return address ? [[contact, address]] : [];
  });
  if (addresses.length === 0)
    throw invalidParameter(`The user has no address to deliver to by ${mediums.join(' or ')}.`);
  return addresses;
}

async function invite(
  world: World,
  invitation: { pool: Pool; user: User; password: string; clientMetadata: Metadata },
  addresses: readonly Address[],
): Promise<void> {
  const { password: code, ...rest } = invitation;
  for (const [contact, address] of addresses)
    await sendCode(world, {
      ...rest,
      client: undefined,
      source: 'AdminCreateUser',
      contact,
      address,
      code,
    });
}
