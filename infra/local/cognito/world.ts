import type { CloudContext } from '../service.ts';
import { type AuthSessions, openAuthSessions } from './auth-sessions.ts';
import type { DataKeys } from './code-encryption.ts';
import { type Codes, openCodes } from './codes.ts';
import { type IdentityProviders, openIdentityProviders } from './federation/identity-providers.ts';
import { type Links, openLinks } from './federation/links.ts';
import { type Limits, openLimits } from './limits.ts';
import { openTickets, type Tickets } from './oauth/tickets.ts';
import { openPasswordGate, type PasswordGate } from './password-gate.ts';
import type { PoolStore } from './pools.ts';
import { openSigningKeys, type SigningKeys } from './signing-keys.ts';
import { openTokenFamilies, type TokenFamilies } from './token-families.ts';
import { openUsers, type UserStore } from './users.ts';

/** Everything the operations work on. */
export interface World {
  readonly context: CloudContext;
  readonly pools: PoolStore;
  readonly users: UserStore;
  readonly gate: PasswordGate;
  readonly limits: Limits;
  readonly codes: Codes;
  readonly sessions: AuthSessions;
  readonly families: TokenFamilies;
  readonly keys: SigningKeys;
  readonly dataKeys: DataKeys;
  readonly tickets: Tickets;
  readonly providers: IdentityProviders;
  readonly links: Links;
}

/** Opens all stores of the user pools; their tables must exist. */
export function openWorld(
  context: CloudContext,
  pools: PoolStore,
  dataKeys: DataKeys,
): World & { readonly providers: ReturnType<typeof openIdentityProviders> } {
  const providers = openIdentityProviders(context);
  const limits = openLimits(context);
  return {
    context,
    pools,
    dataKeys,
    limits,
    tickets: openTickets(context),
    providers,
    links: openLinks(context),
    users: openUsers(context),
    gate: openPasswordGate(limits),
    codes: openCodes(context),
    sessions: openAuthSessions(context),
    families: openTokenFamilies(context),
    keys: openSigningKeys(context.database),
  };
}
