import * as z from 'zod';
import type { TokenRequest } from './tokens.ts';
import { readResponse, runTrigger, triggerAttributes } from './triggers.ts';
import type { World } from './world.ts';

export type Claims = Readonly<Record<string, unknown>>;

/** What led to the tokens, as the PreTokenGeneration trigger is told. */
export type TokenSource =
  | 'Authentication'
  | 'HostedAuth'
  | 'NewPasswordChallenge'
  | 'RefreshTokens';

export interface TokenClaims {
  readonly access: Claims;
  readonly id: Claims;
  readonly scopes: readonly string[];
}

const Names = z.array(z.string()).nullish();
const Groups = z.looseObject({ groupsToOverride: Names }).nullish();
const claimChanges = {
  claimsToAddOrOverride: z.record(z.string(), z.unknown()).nullish(),
  claimsToSuppress: Names,
};
const ClaimChanges = z.looseObject(claimChanges).nullish();
type ClaimChanges = z.output<typeof ClaimChanges>;

const AnswerV1 = z.looseObject({
  claimsOverrideDetails: z.looseObject({ ...claimChanges, groupOverrideDetails: Groups }).nullish(),
});

const AnswerV2 = z.looseObject({
  claimsAndScopeOverrideDetails: z
    .looseObject({
      idTokenGeneration: ClaimChanges,
      accessTokenGeneration: z
        .looseObject({ ...claimChanges, scopesToAdd: Names, scopesToSuppress: Names })
        .nullish(),
      groupOverrideDetails: Groups,
    })
    .nullish(),
});

/** Claims that no trigger may touch (“Pre token generation Lambda trigger”). */
const fixedClaims = new Set([
  ...['acr', 'amr', 'at_hash', 'auth_time', 'azp', 'exp', 'iat', 'iss', 'jti', 'nbf', 'nonce'],
  ...['origin_jti', 'sub', 'token_use', 'aud', 'client_id', 'event_id', 'cognito:username'],
  ...['username', 'identities', 'device_key', 'scope', 'version'],
]);

/** Lets the pool's PreTokenGeneration trigger change the claims, by version 1 or 2 of its event. */
export async function customizeClaims(
  world: World,
  { pool, client, user, source, clientMetadata }: TokenRequest,
  claims: TokenClaims,
): Promise<TokenClaims> {
  const version = pool.properties.LambdaConfig.PreTokenGenerationConfig?.LambdaVersion ?? 'V1_0';
  const isFirst = version === 'V1_0';
  const response = await runTrigger(world, 'PreTokenGeneration', {
    pool,
    client,
    username: user.username,
    source: `TokenGeneration_${source}`,
    version: version[1] ?? '1',
    request: {
      userAttributes: triggerAttributes(user),
      groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null },
      ...(isFirst ? {} : { scopes: claims.scopes }),
      ...(clientMetadata ? { clientMetadata } : {}),
    },
    response: isFirst ? { claimsOverrideDetails: null } : { claimsAndScopeOverrideDetails: null },
  });
  if (!response) return claims;
  return isFirst ? changeByFirst(claims, response) : changeBySecond(claims, response);
}

function changeByFirst(claims: TokenClaims, response: unknown): TokenClaims {
  const details = readResponse(AnswerV1, response).claimsOverrideDetails;
  const groups = groupClaims(details?.groupOverrideDetails?.groupsToOverride);
  return { ...claims, id: { ...change(claims.id, details), ...groups } };
}

function changeBySecond(claims: TokenClaims, response: unknown): TokenClaims {
  const details = readResponse(AnswerV2, response).claimsAndScopeOverrideDetails;
  const groups = groupClaims(details?.groupOverrideDetails?.groupsToOverride);
  const access = details?.accessTokenGeneration;
  const suppressed = new Set(access?.scopesToSuppress);
  const scopes = [...claims.scopes, ...(access?.scopesToAdd ?? [])];
  return {
    id: { ...change(claims.id, details?.idTokenGeneration), ...groups },
    access: { ...change(claims.access, access), ...groups },
    scopes: scopes.filter((scope) => !suppressed.has(scope)),
  };
}

function change(claims: Claims, changes: ClaimChanges): Claims {
  const free = ([name]: [string, unknown]) => !fixedClaims.has(name);
  const added = Object.entries(changes?.claimsToAddOrOverride ?? {}).filter(free);
  const suppressed = new Set(changes?.claimsToSuppress);
  const kept = Object.entries(claims).filter((entry) => !free(entry) || !suppressed.has(entry[0]));
  return Object.fromEntries([...kept, ...added]);
}

function groupClaims(groups: readonly string[] | null | undefined): Claims {
  return groups && groups.length > 0 ? { 'cognito:groups': groups } : {};
}
