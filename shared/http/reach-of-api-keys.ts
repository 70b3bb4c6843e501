import type { KeyAccess } from '#shared/api-keys/api-key';
import { DomainError } from '#shared/errors/domain-error';
import { type Duty, duties } from '#shared/permissions/permission';
import type { Route } from './route.ts';

/** Duties that other systems may take over; the rest is administration, which people do themselves. */
const delegated: readonly Duty[] = [
  'records.share',
  'imports.run',
  'exports.run',
  'reports.read',
  'audit.read',
];

/** Whether an API key may call the route at all (AUTH-24). */
export function admitsApiKeys({ permission, apiKeys, stepUp }: Route): boolean {
  if (apiKeys !== undefined || permission === 'signed-in' || stepUp) return apiKeys ?? false;
  const duty = duties.find((each) => each === permission);
  return duty === undefined || delegated.includes(duty);
}

/** Throws `auth.key_not_allowed` for what people do themselves, `auth.key_reads_only` for a change by a reading key. */
export function refuseBeyondKey(route: Route, access: KeyAccess): void {
  if (!admitsApiKeys(route)) throw new DomainError('auth.key_not_allowed');
  if (access === 'read' && route.method !== 'GET') throw new DomainError('auth.key_reads_only');
}
