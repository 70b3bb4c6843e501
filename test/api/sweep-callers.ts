import { type RoleName, roleNames } from '#shared/permissions/roles';
import type { ApiClient } from '#test/support/api-client';
import type { TestCloud } from '#test/support/cloud';
import { ensureTeam } from '#test/support/teams';

/** Callers whom the gate has to turn away. */
export const strangers = ['nobody', 'disabled person', 'ended session', 'expired session'] as const;

export type Caller = RoleName | (typeof strangers)[number];

export const callers: readonly Caller[] = [...strangers, ...roleNames];

export type Whose = 'own' | 'team' | 'foreign' | 'unknown';

export function isStranger(caller: Caller): caller is (typeof strangers)[number] {
  return strangers.some((each) => each === caller);
}

/** Everybody is in one team; what the manager owns is then out of the others' reach. */
export async function moveToOtherTeam(cloud: TestCloud, administrator: ApiClient): Promise<void> {
  const path = `/users/${cloud.person('manager').userId}`;
  await ensureTeam(cloud, 'team-other');
  const version = (await administrator.send('GET', path)).headers.get('etag') ?? '';
  const answer = await administrator.send('PATCH', path, {
    body: { teamId: 'team-other' },
    headers: { 'if-match': version },
  });
  if (answer.status !== 200) throw new Error(`The manager cannot change teams: ${answer.text}`);
}
