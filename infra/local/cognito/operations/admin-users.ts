import * as z from 'zod';
import { updateAttributes } from '../update-attributes.ts';
import { applyChanges, checkAttributes } from '../user-attributes.ts';
import { attributeList, mfaView, timestamp } from '../user-view.ts';
import { Attributes, byName, ClientMetadata, userInput } from './fields.ts';
import { type Operations, userOperation } from './operation.ts';

const UserInput = z.strictObject(userInput);

/** What administrators see of people and do with them. */
export const adminUserOperations: Operations = {
  AdminGetUser: userOperation(UserInput, (_world, { user }) => ({
    Username: user.username,
    UserAttributes: attributeList(user),
    UserCreateDate: timestamp(user.createdAt),
    UserLastModifiedDate: timestamp(user.modifiedAt),
    Enabled: user.enabled,
    UserStatus: user.status,
    ...mfaView(user),
  })),

  AdminUpdateUserAttributes: userOperation(
    z.strictObject({ ...userInput, UserAttributes: Attributes, ClientMetadata }),
    async (world, who, { UserAttributes, ClientMetadata: clientMetadata }) => {
      const of = { ...who, client: undefined, clientMetadata };
      await updateAttributes(world, of, byName(UserAttributes));
      return {};
    },
  ),

  AdminDeleteUserAttributes: userOperation(
    z.strictObject({ ...userInput, UserAttributeNames: z.array(z.string()) }),
    (world, { pool, user }, { UserAttributeNames }) => {
      const changes = Object.fromEntries(UserAttributeNames.map((name) => [name, '']));
      checkAttributes(pool, changes, { creating: false });
      world.users.change(pool, user.sub, ({ attributes }) => ({
        attributes: applyChanges(attributes, changes),
      }));
      return {};
    },
  ),

  AdminDisableUser: userOperation(UserInput, (world, { pool, user }) => {
    world.users.change(pool, user.sub, () => ({ enabled: false }));
    world.families.revokeAll(pool, user.sub);
    world.sessions.closeAll(pool, user.sub);
    return {};
  }),

  AdminEnableUser: userOperation(UserInput, (world, { pool, user }) => {
    world.users.change(pool, user.sub, () => ({ enabled: true }));
    return {};
  }),

  AdminDeleteUser: userOperation(UserInput, (world, { pool, user }) => {
    world.families.revokeAll(pool, user.sub);
    world.sessions.closeAll(pool, user.sub);
    world.codes.drop(pool, user.sub);
    world.users.remove(pool, user.sub);
    return {};
  }),
};
