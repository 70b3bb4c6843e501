import * as z from 'zod';
import { notAuthorized } from '../errors.ts';
import { chosenPassword, temporaryPassword } from '../new-password.ts';
import { sendRecoveryCode } from '../recovery-code.ts';
import { recoveryContact } from '../recovery-contact.ts';
import { ClientMetadata, Password, userInput } from './fields.ts';
import { type Operations, userOperation } from './operation.ts';

/** Passwords that administrators set or take away. Neither ends the person's tokens. */
export const adminPasswordOperations: Operations = {
  AdminSetUserPassword: userOperation(
    z.strictObject({ ...userInput, Password, Permanent: z.boolean().default(false) }),
    async (world, { pool, user }, { Password: password, Permanent }) => {
      const now = world.context.clock.now();
      const state = Permanent
        ? await chosenPassword(pool, user, password)
        : await temporaryPassword(pool, user, { password, now });
      world.users.change(pool, user.sub, () => state);
      world.sessions.closeAll(pool, user.sub);
      return {};
    },
  ),

  AdminResetUserPassword: userOperation(
    z.strictObject({ ...userInput, ClientMetadata }),
    async (world, { pool, user }, input) => {
      if (user.status === 'FORCE_CHANGE_PASSWORD' || !user.enabled)
        throw notAuthorized('User password cannot be reset in the current state.');
      const to = recoveryContact(pool, user);
      const changed = world.users.change(pool, user.sub, () => ({
        status: 'RESET_REQUIRED',
        password: undefined,
        srp: undefined,
      }));
      world.sessions.closeAll(pool, user.sub);
      await sendRecoveryCode(
        world,
        { pool, client: undefined, user: changed, clientMetadata: input.ClientMetadata },
        to,
      );
      return {};
    },
  ),
};
