import * as z from 'zod';
import { ServiceError } from '../../service.ts';
import type { AppClient } from '../client-definition.ts';
import { checkSecretHash } from '../client-secret.ts';
import { codeMismatch, notAuthorized, userDisabled, userNotFound } from '../errors.ts';
import { simulatedDelivery } from '../messages.ts';
import { chosenPassword } from '../new-password.ts';
import { checkPolicy } from '../passwords.ts';
import type { Pool } from '../pool-definition.ts';
import { sendRecoveryCode } from '../recovery-code.ts';
import { recoveryContact } from '../recovery-contact.ts';
import { runTrigger, triggerAttributes } from '../triggers.ts';
import type { User } from '../users.ts';
import type { World } from '../world.ts';
import { ConfirmationCode, clientInput, Password } from './fields.ts';
import { clientOperation, type Operations } from './operation.ts';

/** Requests and confirmations together, per person and hour; AWS says 5 to 20, by risk. */
const triesPerHour = 20;

/** A new password for whoever receives a code at a verified contact. */
export const recoveryOperations: Operations = {
  ForgotPassword: clientOperation(
    z.strictObject(clientInput),
    async (world, { pool, client }, { Username: login, SecretHash, ClientMetadata }) => {
      checkSecretHash(client, login, SecretHash);
      const user = world.users.findByLogin(pool, login);
      takeTry(world, pool, user?.sub ?? login);
      const simulated = { CodeDeliveryDetails: simulatedDelivery(login) };
      if (!user?.enabled) {
        if (client.hidesUsers) return simulated;
        throw user ? userDisabled() : userNotFound();
      }
      if (user.status === 'FORCE_CHANGE_PASSWORD')
        throw notAuthorized('User password cannot be reset in the current state.');
      const to = contactOrNone(pool, client, user);
      if (!to) return simulated;
      const about = { pool, client, user, clientMetadata: ClientMetadata };
      return { CodeDeliveryDetails: await sendRecoveryCode(world, about, to) };
    },
  ),

  ConfirmForgotPassword: clientOperation(
    z.strictObject({ ...clientInput, ConfirmationCode, Password }),
    async (world, { pool, client }, input) => {
      const { Username: login, Password: password, ConfirmationCode: code } = input;
      checkSecretHash(client, login, input.SecretHash);
      const user = world.users.findByLogin(pool, login);
      takeTry(world, pool, user?.sub ?? login);
      checkPolicy(pool.properties.Policies.PasswordPolicy, password);
      if (!user?.enabled) {
        if (client.hidesUsers) throw codeMismatch();
        throw user ? userDisabled() : userNotFound();
      }
      world.codes.check(pool, user.sub, 'forgot-password', code);
      const chosen = await chosenPassword(pool, user, password);
      world.codes.use(pool, user.sub, 'forgot-password', code);
      const changed = world.users.change(pool, user.sub, () => chosen);
      world.sessions.closeAll(pool, user.sub);
      await runTrigger(world, 'PostConfirmation', {
        pool,
        client,
        username: changed.username,
        source: 'PostConfirmation_ConfirmForgotPassword',
        request: {
          userAttributes: triggerAttributes(changed),
          ...(input.ClientMetadata && { clientMetadata: input.ClientMetadata }),
        },
      });
      return {};
    },
  ),
};

function takeTry(world: World, pool: Pool, who: string): void {
  world.limits.take(`recovery ${pool.id} ${who}`, triesPerHour);
}

/** Undefined where nothing can be sent and the client hides that. */
function contactOrNone(pool: Pool, client: AppClient, user: User) {
  try {
    return recoveryContact(pool, user);
  } catch (error) {
    const hidden = error instanceof ServiceError && error.code === 'InvalidParameterException';
    if (client.hidesUsers && hidden) return undefined;
    throw error;
  }
}
