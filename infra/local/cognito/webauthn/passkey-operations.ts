import * as z from 'zod';
import { invalidParameter, resourceNotFound } from '../errors.ts';
import { type Operations, ownOperation } from '../operations/operation.ts';
import { timestamp } from '../user-view.ts';
import type { Passkey } from './passkey.ts';
import { completeRegistration, startRegistration } from './register-passkey.ts';

const AccessToken = z.string().min(1);

/** Passkeys of whoever holds the access token; administrators have no such operations. */
export const passkeyOperations: Operations = {
  StartWebAuthnRegistration: ownOperation(
    z.strictObject({ AccessToken }),
    async (world, owner) => ({ CredentialCreationOptions: await startRegistration(world, owner) }),
  ),

  CompleteWebAuthnRegistration: ownOperation(
    z.strictObject({ AccessToken, Credential: z.unknown() }),
    async (world, owner, { Credential }) => {
      await completeRegistration(world, owner, Credential);
      return {};
    },
  ),

  ListWebAuthnCredentials: ownOperation(
    z.strictObject({
      AccessToken,
      MaxResults: z.int().min(0).max(20).default(20),
      NextToken: z.string().min(1).optional(),
    }),
    (_world, { user: { passkeys } }, { MaxResults, NextToken }) => {
      const start = NextToken === undefined ? 0 : passkeys.findIndex(({ id }) => id === NextToken);
      if (start < 0) throw invalidParameter('Invalid NextToken.');
      const end = start + (MaxResults || 20);
      return {
        Credentials: passkeys.slice(start, end).map(describe),
        ...(passkeys[end] && { NextToken: passkeys[end].id }),
      };
    },
  ),

  DeleteWebAuthnCredential: ownOperation(
    z.strictObject({ AccessToken, CredentialId: z.string().min(1) }),
    (world, { pool, user }, { CredentialId }) => {
      world.users.change(pool, user.sub, ({ passkeys }) => {
        const left = passkeys.filter(({ id }) => id !== CredentialId);
        if (left.length === passkeys.length) throw resourceNotFound('Credential does not exist.');
        return { passkeys: left };
      });
      return {};
    },
  ),
};

function describe({ id, name, relyingPartyId, attachment, transports, createdAt }: Passkey) {
  return {
    CredentialId: id,
    FriendlyCredentialName: name,
    RelyingPartyId: relyingPartyId,
    AuthenticatorAttachment: attachment,
    AuthenticatorTransports: transports,
    CreatedAt: timestamp(createdAt),
  };
}
