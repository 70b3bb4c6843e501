import type { Principal } from '#shared/auth/principal';

/** For whom a file from a drop folder is imported: nobody can sign in as it. */
export const systemPrincipalId = '00000000000SYSTEM1MP0RT000';

/** Whoever may put files into the bucket acts with these rights; they include no duty over people. */
export const systemPrincipal = {
  userId: systemPrincipalId,
  role: 'manager',
  teamId: undefined,
} as const satisfies Pick<Principal, 'userId' | 'role' | 'teamId'>;

/** In whose name an import acts. */
export type Starter = Pick<Principal, 'userId' | 'role' | 'rights' | 'teamId'>;

/** Finds who started an import, as they are now; undefined for people who may not act any more. */
export interface Starters {
  find(userId: string): Promise<Starter | undefined>;
}
