import * as z from 'zod';
import { mayRead } from '../client-definition.ts';
import { invalidParameter } from '../errors.ts';
import { chosenPassword } from '../new-password.ts';
import { attributeList, mfaView } from '../user-view.ts';
import { Password } from './fields.ts';
import { type Operations, ownOperation } from './operation.ts';

const AccessToken = z.string().min(1);

const passwordChangesPerHour = 5;

/** What people do with their own account. */
export const ownAccountOperations: Operations = {
  GetUser: ownOperation(z.strictObject({ AccessToken }), (_world, { client, user }) => ({
    Username: user.username,
    UserAttributes: attributeList(user, (name) => name === 'sub' || mayRead(client, name)),
    ...mfaView(user),
  })),

  ChangePassword: ownOperation(
    z.strictObject({
      AccessToken,
      PreviousPassword: Password.optional(),
      ProposedPassword: Password,
    }),
    async (world, { pool, user }, { PreviousPassword, ProposedPassword }) => {
      world.limits.take(`change-password ${pool.id} ${user.sub}`, passwordChangesPerHour);
      if (PreviousPassword === undefined)
        throw invalidParameter('Missing required parameter PreviousPassword');
      await world.gate.prove(pool, { user, login: user.username }, PreviousPassword);
      world.gate.forgive(pool, user);
      const chosen = await chosenPassword(pool, user, ProposedPassword);
      world.users.change(pool, user.sub, () => chosen);
      return {};
    },
  ),

  DeleteUser: ownOperation(z.strictObject({ AccessToken }), (world, { pool, user }) => {
    world.families.revokeAll(pool, user.sub);
    world.sessions.closeAll(pool, user.sub);
    world.codes.drop(pool, user.sub);
    world.users.remove(pool, user.sub);
    return {};
  }),
};
