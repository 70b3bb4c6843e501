import * as z from 'zod';
import { type AppClient, mayWrite } from '../client-definition.ts';
import { confirmVerification, sendVerification } from '../contact-verification.ts';
import { invalidParameter, notAuthorized } from '../errors.ts';
import { updateAttributes } from '../update-attributes.ts';
import { applyChanges, checkAttributes } from '../user-attributes.ts';
import { Attributes, byName, ClientMetadata, ConfirmationCode } from './fields.ts';
import { type Operations, ownOperation } from './operation.ts';

const AccessToken = z.string().min(1);
const AttributeName = z.enum(['email', 'phone_number']);

/** What people change about themselves, and how they prove a new contact. */
export const ownAttributeOperations: Operations = {
  UpdateUserAttributes: ownOperation(
    z.strictObject({ AccessToken, UserAttributes: Attributes, ClientMetadata }),
    async (world, who, { UserAttributes, ClientMetadata: clientMetadata }) => {
      const changes = byName(UserAttributes);
      refuseUnwritable(who.client, Object.keys(changes));
      const deliveries = await updateAttributes(world, { ...who, clientMetadata }, changes);
      return { CodeDeliveryDetailsList: deliveries };
    },
  ),

  DeleteUserAttributes: ownOperation(
    z.strictObject({ AccessToken, UserAttributeNames: z.array(z.string().min(1).max(32)) }),
    (world, { pool, client, user }, { UserAttributeNames }) => {
      refuseUnwritable(client, UserAttributeNames);
      const changes = Object.fromEntries(UserAttributeNames.map((name) => [name, '']));
      checkAttributes(pool, changes, { creating: false });
      world.users.change(pool, user.sub, ({ attributes }) => ({
        attributes: applyChanges(attributes, changes),
      }));
      return {};
    },
  ),

  GetUserAttributeVerificationCode: ownOperation(
    z.strictObject({ AccessToken, AttributeName, ClientMetadata }),
    async (world, who, { AttributeName: contact, ClientMetadata: clientMetadata }) => {
      const { pool, user } = who;
      const pending = world.codes.pendingValue(pool, user.sub, `verify-${contact}`);
      const address = pending ?? user.attributes[contact];
      if (!address) throw invalidParameter(`User has no ${contact.replace('_', ' ')}.`);
      const to = { contact, address, source: 'VerifyUserAttribute' } as const;
      const delivery = await sendVerification(world, { ...who, clientMetadata }, to);
      return { CodeDeliveryDetails: delivery };
    },
  ),

  VerifyUserAttribute: ownOperation(
    z.strictObject({ AccessToken, AttributeName, Code: ConfirmationCode }),
    (world, who, { AttributeName: contact, Code: code }) => {
      confirmVerification(world, who, { contact, code });
      return {};
    },
  ),
};

/** Throws `NotAuthorizedException` for what the app client may not write. */
function refuseUnwritable(client: AppClient, names: readonly string[]): void {
  if (!names.every((name) => mayWrite(client, name)))
    throw notAuthorized('A client attempted to write unauthorized attribute');
}
