import { type AccessNeeds, freshAccess, type Owner } from '#shared/auth/own-account';
import type { RecoveryQueue } from '#shared/auth/recovery-message';
import { belongsToCompany, type Companies } from '#shared/auth/sso-policy';
import { tellOwner } from '#shared/auth/tell-owner';
import type { Clock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';
import type { PasskeyProvider, WebAuthnJson } from './passkey-provider.ts';
import type { PasskeyStore, PasskeySummary } from './passkey-store.ts';

export interface EnrolNeeds extends AccessNeeds {
  readonly provider: Pick<PasskeyProvider, 'startRegistration' | 'completeRegistration' | 'remove'>;
  readonly passkeys: PasskeyStore;
  readonly queue: RecoveryQueue;
  readonly clock: Clock;
  readonly companies: Companies;
}

/** What the browser is asked to create. Throws `sign_in.use_company`, `passkey.not_accepted`. */
export async function startPasskey(needs: EnrolNeeds, owner: Owner): Promise<WebAuthnJson> {
  if (belongsToCompany(needs.companies, owner.principal.email))
    throw new DomainError('sign_in.use_company');
  const access = await freshAccess(needs, owner);
  // Only its owner's token deletes a passkey at Cognito, which would not let its device be added again.
  for (const { passkeyId, credentialId } of await needs.passkeys.revoked(owner.principal.userId)) {
    await needs.provider.remove(access, credentialId);
    await needs.passkeys.forget(owner.principal.userId, passkeyId);
  }
  return needs.provider.startRegistration(access);
}

/** Adds what the browser created and tells its owner. Throws `passkey.not_accepted`. */
export async function addPasskey(
  needs: EnrolNeeds,
  owner: Owner,
  {
    credential,
    label,
  }: { readonly credential: WebAuthnJson & { id: string }; readonly label: string },
): Promise<PasskeySummary> {
  const { userId } = owner.principal;
  await needs.provider.completeRegistration(await freshAccess(needs, owner), credential);
  // Cognito has it first: a passkey that only Cognito knows opens nothing here.
  const added = { credentialId: credential.id, label };
  const passkey = await needs.passkeys.add(userId, added, owner.origin);
  await tellOwner(needs, userId, 'passkeyAdded');
  return passkey;
}

/** Takes a passkey away, here before at the provider. Throws `request.not_found`. */
export async function removePasskey(
  needs: EnrolNeeds,
  owner: Owner,
  passkeyId: string,
): Promise<void> {
  const { userId } = owner.principal;
  const credentialId = await needs.passkeys.revoke(userId, passkeyId, owner.origin);
  if (credentialId === undefined) throw new DomainError('request.not_found');
  await tellOwner(needs, userId, 'passkeyRemoved');
  await needs.provider.remove(await freshAccess(needs, owner), credentialId);
  await needs.passkeys.forget(userId, passkeyId);
}
