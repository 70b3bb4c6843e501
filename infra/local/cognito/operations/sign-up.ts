import * as z from 'zod';
import { mayWrite } from '../client-definition.ts';
import { checkSecretHash } from '../client-secret.ts';
import { codeMismatch, invalidParameter, notAuthorized, userNotFound } from '../errors.ts';
import { simulatedDelivery } from '../messages.ts';
import {
  confirmSignUp,
  refuseConfirmed,
  sendConfirmation,
  signUp,
  takeConfirmationTry,
} from '../sign-up.ts';
import {
  Attributes,
  byName,
  ClientMetadata,
  ConfirmationCode,
  clientInput,
  Password,
  userInput,
} from './fields.ts';
import { clientOperation, type Operations, userOperation } from './operation.ts';

/** People who make their own account, where the pool lets them. */
export const signUpOperations: Operations = {
  SignUp: clientOperation(
    z.strictObject({
      ...clientInput,
      Password,
      UserAttributes: Attributes.default([]),
      ValidationData: Attributes.default([]),
    }),
    async (world, { pool, client }, input) => {
      const { Username: login, UserAttributes, ValidationData } = input;
      checkSecretHash(client, login, input.SecretHash);
      if (pool.properties.AdminCreateUserConfig.AllowAdminCreateUserOnly)
        throw notAuthorized('SignUp is not permitted for this user pool');
      const attributes = byName(UserAttributes);
      if (!Object.keys(attributes).every((name) => mayWrite(client, name)))
        throw notAuthorized('A client attempted to write unauthorized attribute');
      return signUp(world, {
        pool,
        client,
        login,
        attributes,
        password: input.Password,
        validationData: byName(ValidationData),
        clientMetadata: input.ClientMetadata,
      });
    },
  ),

  ConfirmSignUp: clientOperation(
    z.strictObject({
      ...clientInput,
      ConfirmationCode,
      ForceAliasCreation: z
        .literal(false, 'Taking an alias from its owner is not emulated.')
        .optional(),
    }),
    async (world, { pool, client }, input) => {
      const { Username: login, ConfirmationCode: code, ClientMetadata: clientMetadata } = input;
      checkSecretHash(client, login, input.SecretHash);
      const user = world.users.findByLogin(pool, login);
      takeConfirmationTry(world, pool, user?.sub ?? login);
      if (!user) throw client.hidesUsers ? codeMismatch() : userNotFound();
      refuseConfirmed(user);
      const { value } = world.codes.check(pool, user.sub, 'sign-up', code);
      await confirmSignUp(world, { pool, client, user, clientMetadata }, value);
      return {};
    },
  ),

  ResendConfirmationCode: clientOperation(
    z.strictObject(clientInput),
    async (world, { pool, client }, input) => {
      const { Username: login, ClientMetadata: clientMetadata } = input;
      checkSecretHash(client, login, input.SecretHash);
      const user = world.users.findByLogin(pool, login);
      takeConfirmationTry(world, pool, user?.sub ?? login);
      if (!user && client.hidesUsers) return { CodeDeliveryDetails: simulatedDelivery(login) };
      if (!user) throw userNotFound();
      if (user.status !== 'UNCONFIRMED') throw invalidParameter('User is already confirmed.');
      const of = { pool, client, user, clientMetadata };
      const delivery = await sendConfirmation(world, of, 'ResendCode');
      if (!delivery) throw invalidParameter('Auto verification not turned on.');
      return { CodeDeliveryDetails: delivery };
    },
  ),

  AdminConfirmSignUp: userOperation(
    z.strictObject({ ...userInput, ClientMetadata }),
    async (world, { pool, user }, { ClientMetadata: clientMetadata }) => {
      refuseConfirmed(user);
      await confirmSignUp(world, { pool, client: undefined, user, clientMetadata }, undefined);
      return {};
    },
  ),
};
