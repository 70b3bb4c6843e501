import type { PermissionCheck } from '../lambda/permissions.ts';
import type { CloudContext } from '../service.ts';
import { type AuthEvents, openAuthEvents } from './auth-events.ts';
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
  readonly authEvents: AuthEvents;
  readonly codes: Codes;
  readonly sessions: AuthSessions;
  readonly families: TokenFamilies;
  readonly keys: SigningKeys;
  readonly dataKeys: DataKeys;
  readonly tickets: Tickets;
  readonly providers: IdentityProviders;
  readonly links: Links;
  /** Whether the function's own policy lets Cognito invoke it for a pool. */
  readonly permits: PermissionCheck;
}

/** What the user pools need of other services. */
export interface CognitoNeeds {
  readonly kms: DataKeys;
  /** Everything is permitted where nobody says. */
  readonly permits?: PermissionCheck;
}

/** Opens all stores of the user pools; their tables must exist. */
export function openWorld(
  context: CloudContext,
  pools: PoolStore,
  { kms, permits = () => true }: CognitoNeeds,
): World & { readonly providers: ReturnType<typeof openIdentityProviders> } {
  const providers = openIdentityProviders(context);
  const limits = openLimits(context);
  return {
    context,
    pools,
    permits,
    dataKeys: kms,
    limits,
    tickets: openTickets(context),
    providers,
    links: openLinks(context),
    authEvents: openAuthEvents(context),
    users: openUsers(context),
    gate: openPasswordGate(limits),
    codes: openCodes(context),
    sessions: openAuthSessions(context),
    families: openTokenFamilies(context),
    keys: openSigningKeys(context.database),
  };
}
